"""Numbers, short codes and senders' names, by table and by property."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.phones import (
    ADDRESS_LIMIT,
    Kind,
    NotANumber,
    address_of,
    is_number,
    kind,
    national,
    parse,
    readable,
    region_of,
    time_zones,
)

LONDON = "+442079460958"
BERLIN = "+493012345678"
VIENNA_MOBILE = "+436641234567"
SAN_FRANCISCO = "+14155550100"
UNASSIGNED = "+447700900123"  # kept for drama by Ofcom: fits the plan's lengths, given to nobody

READ: dict[str, tuple[str, str | None, str]] = {
    "E.164 stays": (LONDON, None, LONDON),
    "a carrier's number has no plus": ("436641234567", None, VIENNA_MOBILE),
    "a carrier's number wins over a region it does not fit": ("436641234567", "US", VIENNA_MOBILE),
    "two zeros are a plus": ("0043 664 1234567", None, VIENNA_MOBILE),
    "a national number is read in its region": ("0664 1234567", "AT", VIENNA_MOBILE),
    "the region may be in small letters": ("(415) 555-0100", "us", SAN_FRANCISCO),
    "the region's own way of dialling abroad": ("011 43 664 1234567", "US", VIENNA_MOBILE),
    "a plus wins over the region": ("+43 664 1234567", "DE", VIENNA_MOBILE),
    "the zero people leave in brackets": ("+44 (0)20 7946 0958", None, LONDON),
    "brackets around the calling code": ("(49) 30 12345678", None, BERLIN),
    "spaces and no-break spaces": ("  +44\u00a020 7946\u202f0958 ", None, LONDON),
    "direction marks of an address book": ("\u202a+44 20 7946 0958\u202c", None, LONDON),
    "an address in a page": ("tel:+44-20-7946-0958", None, LONDON),
    "full-width digits": ("＋４３６６４１２３４５６７", None, VIENNA_MOBILE),
    "Arabic digits": ("٤٣٦٦٤١٢٣٤٥٦٧", None, VIENNA_MOBILE),
    "letters of a keypad": ("1-800-FLOWERS", None, "+18003569377"),
    "an extension is left out": ("020 7946 0958 ext. 12", "GB", LONDON),
    "an Italian zero belongs to the number": ("06 698 12345", "IT", "+390669812345"),
    "an unknown region does no harm": (LONDON, "ZZ", LONDON),
}


@pytest.mark.parametrize(("text", "region", "number"), READ.values(), ids=READ.keys())
def test_a_number_is_read(text: str, region: str | None, number: str) -> None:
    assert parse(text, region) == number


REFUSED: dict[str, tuple[str, str | None, str]] = {
    "nothing": ("", None, "A phone number is needed."),
    "only spaces": (" \t", None, "A phone number is needed."),
    "a name": ("AMAZON", None, "“AMAZON” is not a phone number."),
    "a short code": ("72345", None, "“72345” is too short for a phone number."),
    "a national number without a region": (
        "0664 1234567",
        None,
        "“0664 1234567” is not a phone number; write it with its country, such as +44 20 7946 0958.",
    ),
    "too long": ("+1 415 555 0100 99", None, "“+1 415 555 0100 99” is too long for a phone number."),
    "without its area code": ("555-0100", "US", "“555-0100” is too short for a phone number."),
    "a local number with a plus": ("+44 7000", None, "“+44 7000” lacks its area code."),
    "a number nobody can have": (
        UNASSIGNED,
        None,
        "“+447700900123” is not a number that any phone can have.",
    ),
    "a calling code nobody has": (
        "+999 123456",
        None,
        "“+999 123456” is not a phone number; write it with its country, such as +44 20 7946 0958.",
    ),
    "an absurd length": (
        "9" * 1000,
        None,
        f"“{'9' * 32}…” is not a phone number; write it with its country, such as +44 20 7946 0958.",
    ),
    "what no page can show": ("\0\ud83dx", None, "“x” is not a phone number."),
}


@pytest.mark.parametrize(("text", "region", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_number_is_refused_with_a_sentence(text: str, region: str | None, sentence: str) -> None:
    with pytest.raises(NotANumber) as refusal:
        parse(text, region)
    assert str(refusal.value) == sentence


KEPT: dict[str, tuple[str, str]] = {
    "a carrier's number becomes E.164": ("436641234567", VIENNA_MOBILE),
    "E.164 stays": (VIENNA_MOBILE, VIENNA_MOBILE),
    "two zeros are a plus": ("00436641234567", VIENNA_MOBILE),
    "an unassigned number that fits is a number": ("447700900123", UNASSIGNED),
    "a short code stays": ("72345", "72345"),
    "a six-digit short code stays": ("447700", "447700"),
    "a two-digit service stays": ("15", "15"),
    "a short number of a small country is a number": ("6834321", "+6834321"),
    "a sender's name stays, case included": ("Amazon", "Amazon"),
    "a name with digits stays": ("2FA Code", "2FA Code"),
    "a name like a keypad's number stays": ("1800FLOWERS", "1800FLOWERS"),
    "outer spaces go": ("  AMAZON ", "AMAZON"),
    "what cannot be stored goes": ("\0AMA\ud83dZON\n", "AMAZON"),
    "digits that no country has stay": ("9999999999", "9999999999"),
    "an absurd length is cut": ("A" * 1_000_000, "A" * ADDRESS_LIMIT),
    "nothing stays nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "address"), KEPT.values(), ids=KEPT.keys())
def test_an_address_is_kept(text: str, address: str) -> None:
    assert address_of(text) == address


FACTS: dict[str, tuple[str, str, str, str, Kind]] = {
    "London": (LONDON, "GB", "020 7946 0958", "+44 20 7946 0958", Kind.LANDLINE),
    "San Francisco": (
        SAN_FRANCISCO,
        "US",
        "(415) 555-0100",
        "+1 415-555-0100",
        Kind.MOBILE_OR_LANDLINE,
    ),
    "Toronto shares its calling code": (
        "+14165550100",
        "CA",
        "(416) 555-0100",
        "+1 416-555-0100",
        Kind.MOBILE_OR_LANDLINE,
    ),
    "Vienna": (VIENNA_MOBILE, "AT", "0664 1234567", "+43 664 1234567", Kind.MOBILE),
    "toll-free": ("+18003569377", "US", "(800) 356-9377", "+1 800-356-9377", Kind.TOLL_FREE),
    "an unassigned number is its calling code's main country's": (
        UNASSIGNED,
        "GB",
        "07700 900123",
        "+44 7700 900123",
        Kind.UNKNOWN,
    ),
    "an unassigned number of one country": ("+4312", "AT", "12", "+43 12", Kind.UNKNOWN),
    "satellites have no country": (
        "+881612345678",
        "",
        "6 123 45678",
        "+881 6 123 45678",
        Kind.MOBILE,
    ),
    "a short code": ("72345", "", "72345", "72345", Kind.UNKNOWN),
    "a sender's name": ("AMAZON", "", "AMAZON", "AMAZON", Kind.UNKNOWN),
    "a plus alone": ("+", "", "+", "+", Kind.UNKNOWN),
    "nothing": ("", "", "", "", Kind.UNKNOWN),
}


@pytest.mark.parametrize(("address", "region", "inside", "outside", "sort"), FACTS.values(), ids=FACTS.keys())
def test_an_address_is_shown(address: str, region: str, inside: str, outside: str, sort: Kind) -> None:
    assert (region_of(address), kind(address)) == (region, sort)
    assert (national(address), readable(address)) == (inside, outside)


@pytest.mark.parametrize(
    ("address", "zones"),
    [
        (LONDON, ("Europe/London",)),
        (SAN_FRANCISCO, ("America/Los_Angeles",)),
        (VIENNA_MOBILE, ("Europe/Vienna",)),
        ("+881612345678", ()),
        ("72345", ()),
        ("AMAZON", ()),
    ],
)
def test_a_number_tells_the_hour(address: str, zones: tuple[str, ...]) -> None:
    assert time_zones(address) == zones


def test_a_number_that_no_plan_assigns_tells_its_country_s_hours() -> None:
    assert "Europe/London" in time_zones(UNASSIGNED)


def test_a_mobile_number_tells_all_hours_of_its_country() -> None:
    assert {"Australia/Sydney", "Australia/Perth"} <= set(time_zones("+61412345678"))


@pytest.mark.parametrize(("address", "number"), [(LONDON, True), (UNASSIGNED, True), ("72345", False), ("", False)])
def test_a_number_is_told_from_other_addresses(address: str, number: bool) -> None:
    assert is_number(address) is number


EXAMPLES = [phonenumbers.example_number(region) for region in sorted(phonenumbers.SUPPORTED_REGIONS)]
NUMBERS = [phonenumbers.format_number(each, phonenumbers.PhoneNumberFormat.E164) for each in EXAMPLES if each]
WRITTEN = st.text(max_size=40) | st.from_regex(r"[+0]{0,2}[0-9 ()./-]{1,40}", fullmatch=True)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_country_s_numbers_survive_every_way_of_writing_them(number: str) -> None:
    ways = [number, number[1:], f"00{number[1:]}", readable(number)]
    assert {parse(way) for way in ways} == {number}
    assert parse(national(number), region_of(number)) == number
    assert address_of(number[1:]) == number
    assert len(number) <= ADDRESS_LIMIT


@given(WRITTEN)
def test_an_address_is_kept_once_and_for_all_whatever_came(text: str) -> None:
    address = address_of(text)
    assert address_of(address) == address
    assert len(address) <= ADDRESS_LIMIT and address.isprintable()
    assert isinstance(readable(address), str) and isinstance(kind(address), Kind)
    assert not is_number(address) or address.startswith("+")


@given(WRITTEN, st.sampled_from([None, "GB", "US", "AT"]))
def test_reading_gives_e164_or_a_sentence(text: str, region: str | None) -> None:
    try:
        number = parse(text, region)
    except NotANumber as refusal:
        assert str(refusal).endswith(".")
    else:
        assert is_number(number) and parse(number) == number
