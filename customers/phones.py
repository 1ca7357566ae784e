"""Phone numbers as the field writes them: E.164 inside, readable outside.

Pure: the standard library and ``phonenumbers`` (the numbering plans of every country), nothing else.

Two kinds of text arrive here. A *number* is dialable anywhere and is kept as E.164 (ITU-T E.164, "+" and at
most 15 digits). An *address* is whatever may stand in a text's "from": a number, but also a short code
("72345"), which means something in one country only, or a sender's name ("AMAZON"). ``parse`` accepts numbers
alone and refuses with a sentence; ``address_of`` accepts anything, because a text that arrived is never lost.
"""

from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers import timezone as numbering_zones

ADDRESS_LIMIT = 32
"""Longest address kept, in characters: E.164 needs 16, a sender's name 11 (3GPP TS 23.040, 9.1.2.5)."""

SHORTEST_UNASSIGNED = 8
"""Digits from which an address that fits a country's lengths is a number although no plan assigns it yet.

Shorter ones are short codes, which are 3 to 6 digits almost everywhere and 7 at the most."""

_INTERNATIONAL_NETWORKS = "001"
_UNKNOWN_ZONE = "Etc/Unknown"


class NotANumber(ValueError):
    """A text that no country's numbering plan knows; the message is a sentence for whoever typed it."""


class Kind(StrEnum):
    """What a number is attached to, as far as its country's numbering plan tells."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    MOBILE_OR_LANDLINE = "mobile or landline"
    TOLL_FREE = "toll-free"
    PREMIUM = "premium rate"
    SHARED_COST = "shared cost"
    INTERNET = "internet telephone"
    PERSONAL = "personal number"
    PAGER = "pager"
    COMPANY = "company number"
    VOICEMAIL = "voicemail"
    UNKNOWN = "unknown"


_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: Kind.MOBILE,
    PhoneNumberType.FIXED_LINE: Kind.LANDLINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: Kind.MOBILE_OR_LANDLINE,
    PhoneNumberType.TOLL_FREE: Kind.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: Kind.PREMIUM,
    PhoneNumberType.SHARED_COST: Kind.SHARED_COST,
    PhoneNumberType.VOIP: Kind.INTERNET,
    PhoneNumberType.PERSONAL_NUMBER: Kind.PERSONAL,
    PhoneNumberType.PAGER: Kind.PAGER,
    PhoneNumberType.UAN: Kind.COMPANY,
    PhoneNumberType.VOICEMAIL: Kind.VOICEMAIL,
}

_IMPOSSIBLE = {
    ValidationResult.INVALID_COUNTRY_CODE: "does not start with a country's calling code",
    ValidationResult.TOO_SHORT: "is too short for a phone number",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "lacks its area code",
    ValidationResult.TOO_LONG: "is too long for a phone number",
    ValidationResult.INVALID_LENGTH: "has a length that no phone number there has",
}


def parse(text: str, region: str | None = None) -> str:
    """Return the number a person or a carrier wrote, as E.164.

    ``region`` (ISO 3166-1 alpha-2, any case) is the country in which it was written: a number that is valid
    there is read so. Otherwise, and always without a region, it is read as international, with "+", with
    "00" or, as carriers write it, with neither. An extension is left out, since no text can reach one.

    Raises NotANumber when the numbering plan has no such number, or for anything else than a number.
    """
    written = _tidy(text)
    if not written:
        raise NotANumber("A phone number is needed.")
    if region and (local := _read(written, region.upper())) and phonenumbers.is_valid_number(local):
        return _e164(local)
    number = _read(_with_plus(written), None)
    if number is not None and phonenumbers.is_valid_number(number):
        return _e164(number)
    raise NotANumber(_refusal(written, number, region))


def address_of(text: str) -> str:
    """Return a text's sender or receiver as it is kept and compared: E.164 for numbers, else as it came.

    Never raises. A number that fits its country's lengths is E.164 even when no plan assigns it (plans
    change sooner than libraries; the same phone must stay the same customer). Short codes and senders' names
    stay as they are, case included, without outer spaces and characters that cannot be printed or stored,
    at most ADDRESS_LIMIT characters. Nothing at all stays "".
    """
    kept = _tidy(text)[:ADDRESS_LIMIT].rstrip()
    if any(each.isalpha() for each in kept):
        return kept
    number = _read(_with_plus(kept), None)
    if number is None:
        return kept
    if phonenumbers.is_valid_number(number):
        return _e164(number)
    fits = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    long_enough = len(phonenumbers.normalize_digits_only(kept)) >= SHORTEST_UNASSIGNED
    return _e164(number) if fits and long_enough else kept


def is_number(address: str) -> bool:
    """Say whether an address is an E.164 number, so not a short code or a sender's name."""
    return _kept(address) is not None


def region_of(e164: str) -> str:
    """Return the number's country (ISO 3166-1 alpha-2), or "" for none: short codes, names, satellites.

    A number that no plan assigns counts as the main country's of those that share its calling code.
    """
    number = _kept(e164)
    if number is None:
        return ""
    region = phonenumbers.region_code_for_number(number)
    if region is None:
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return "" if region == _INTERNATIONAL_NETWORKS else region


def national(e164: str) -> str:
    """Return the number as it is written inside its country; other addresses as they are."""
    number = _kept(e164)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) if number else e164


def readable(e164: str) -> str:
    """Return the number grouped for reading, with its calling code (ITU-T E.123); others as they are."""
    number = _kept(e164)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else e164


def time_zones(e164: str) -> tuple[str, ...]:
    """Return the IANA time zones in which the number's owner may live; empty when nothing is known.

    A landline tells its town; a mobile one, or one that no plan assigns, its country, which may have several.
    """
    number = _kept(e164)
    if number is None:
        return ()
    zones = numbering_zones.time_zones_for_number(number)
    if _UNKNOWN_ZONE in zones:
        zones = numbering_zones.time_zones_for_geographical_number(number)
    return tuple(zone for zone in zones if zone != _UNKNOWN_ZONE)


def kind(e164: str) -> Kind:
    """Return what the number is attached to, Kind.UNKNOWN when its plan does not tell (or for no number)."""
    number = _kept(e164)
    return _KINDS.get(phonenumbers.number_type(number), Kind.UNKNOWN) if number else Kind.UNKNOWN


def _read(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _kept(address: str) -> PhoneNumber | None:
    """Read an address that ``parse`` or ``address_of`` made; only their numbers are E.164 to the letter."""
    number = _read(address, None) if address.startswith("+") else None
    return number if number is not None and _e164(number) == address else None


def _with_plus(text: str) -> str:
    """Mark a bare number as international: no calling code starts with 0, so "00" is only a prefix."""
    bare = text.removeprefix("00")
    return f"+{bare}" if bare[:1].isdigit() or bare.startswith("(") else text


def _tidy(text: str) -> str:
    """Make every space plain and drop what cannot be seen.

    Numbers copied from address books bring direction marks and narrow spaces, which phonenumbers does not
    know; NUL and lone surrogates PostgreSQL does not take.
    """
    spaced = (" " if each.isspace() else each for each in text)
    return "".join(each for each in spaced if each.isprintable()).strip()


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _refusal(written: str, number: PhoneNumber | None, region: str | None) -> str:
    shown = f"“{written[:ADDRESS_LIMIT]}{'…' if len(written) > ADDRESS_LIMIT else ''}”"
    if number is None and region and (local := _read(written, region.upper())):
        number = local
    if number is None:
        if any(each.isdigit() for each in written):
            return f"{shown} is not a phone number; write it with its country, such as +44 20 7946 0958."
        return f"{shown} is not a phone number."
    why = _IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number))
    return f"{shown} {why}." if why else f"{shown} is not a number that any phone can have."
