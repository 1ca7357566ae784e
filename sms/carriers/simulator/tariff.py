"""What a text costs and how many parts it travels in, and which numbers are for sale. Prices are invented.

Parts follow 3GPP TS 23.038: 160 or 153 septets in the GSM alphabet, 70 or 67 UTF-16 units outside it.
"""

from decimal import Decimal
from typing import NamedTuple

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = set("\f^{}\\[~]|€")
_CANADIAN = ("1204", "1403", "1416", "1418", "1438", "1514", "1604", "1613", "1647", "1778", "1780", "1902")


class Country(NamedTuple):
    """A country we sell numbers in: calling code, the start of a valid mobile number, price of one part
    in EUR."""

    code: str
    name: str
    prefix: str
    stem: str
    price: Decimal


def _country(code: str, name: str, prefix: str, stem: str, price: str) -> Country:
    return Country(code, name, prefix, stem, Decimal(price))


COUNTRIES = {
    one.code: one
    for one in (
        _country("AT", "Austria", "43", "66412", "0.0676"),
        _country("AU", "Australia", "61", "41234", "0.0334"),
        _country("BE", "Belgium", "32", "45000", "0.0785"),
        _country("CA", "Canada", "1", "416555", "0.0066"),
        _country("CH", "Switzerland", "41", "78123", "0.0521"),
        _country("CL", "Chile", "56", "22123", "0.0432"),
        _country("CZ", "Czechia", "420", "60112", "0.0436"),
        _country("DE", "Germany", "49", "1512345", "0.0728"),
        _country("DK", "Denmark", "45", "3441", "0.0312"),
        _country("EE", "Estonia", "372", "5123", "0.0574"),
        _country("ES", "Spain", "34", "61234", "0.0618"),
        _country("FI", "Finland", "358", "41234", "0.0662"),
        _country("FR", "France", "33", "61234", "0.0523"),
        _country("GB", "United Kingdom", "44", "740012", "0.0333"),
        _country("HK", "Hong Kong", "852", "5123", "0.0461"),
        _country("HR", "Croatia", "385", "92123", "0.0597"),
        _country("HU", "Hungary", "36", "20123", "0.0689"),
        _country("IE", "Ireland", "353", "85012", "0.0541"),
        _country("IL", "Israel", "972", "50234", "0.0257"),
        _country("IT", "Italy", "39", "312345", "0.0553"),
        _country("LT", "Lithuania", "370", "6123", "0.0321"),
        _country("LV", "Latvia", "371", "2123", "0.0438"),
        _country("MX", "Mexico", "52", "222123", "0.0294"),
        _country("MY", "Malaysia", "60", "12345", "0.0375"),
        _country("NL", "Netherlands", "31", "61234", "0.0742"),
        _country("NO", "Norway", "47", "4061", "0.0497"),
        _country("PL", "Poland", "48", "51234", "0.0289"),
        _country("PT", "Portugal", "351", "91234", "0.0336"),
        _country("SE", "Sweden", "46", "70123", "0.0438"),
        _country("US", "United States", "1", "202555", "0.0062"),
    )
}
ELSEWHERE = Decimal("0.0900")


def country_of(number: str) -> str:
    """ISO code of the country a number belongs to, '' for one that we sell nothing in."""
    digits = number.removeprefix("+")
    if digits.startswith("1"):
        return "CA" if digits.startswith(_CANADIAN) else "US"
    return next((one.code for one in COUNTRIES.values() if digits.startswith(one.prefix)), "")


def price_of(number: str) -> Decimal:
    """EUR for one part to this number."""
    country = COUNTRIES.get(country_of(number))
    return country.price if country else ELSEWHERE


def parts_of(text: str) -> int:
    """In how many parts a text travels; at least one."""
    if all(one in _GSM or one in _GSM_ESCAPED for one in text):
        units, alone, joined = len(text) + sum(one in _GSM_ESCAPED for one in text), 160, 153
    else:
        units, alone, joined = sum(1 + (ord(one) > 0xFFFF) for one in text), 70, 67
    return 1 if units <= alone else -(-units // joined)
