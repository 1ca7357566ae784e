"""Numbers that are kept free for films and plays, so that a text to a demo customer reaches nobody.

Ofcom's 020 7946 0, 0113 496 0, 0131 496 0 and 0161 496 0 in the United Kingdom; 555-0100 to 555-0199 in the
United States and Canada (NANPA); 0171 39200 and 0176 040690 in Germany (Bundesnetzagentur); 070-1740605 to
070-1740699 in Sweden (PTS); a list of mobile numbers in Australia (ACMA). Ofcom's mobile ones, 07700 900, are
left out because phonenumbers, and so our own checks, do not take them for numbers.
"""

from collections.abc import Iterator
from itertools import chain

AUSTRALIAN = "570157 570158 570159 570110 570313 570737 571266 571491 571804 572549 572665 572983"


def _hundred(*stems: str) -> Iterator[str]:
    """Yield the hundred numbers that begin with each stem, the stems taking turns."""
    return (f"{stem}{last:02}" for last in range(100) for stem in stems)


def fictional() -> dict[str, Iterator[str]]:
    """Return for each country its numbers in E.164, always in the same order."""
    return {
        "GB": _hundred("+4420794601", "+4420794602", "+4411349602", "+4413149603", "+4416149604"),
        "US": _hundred("+121255501", "+171855501", "+164655501", "+191755501"),
        "CA": _hundred("+151455501", "+160455501"),
        "DE": _hundred("+4917139200", "+49176040690"),
        "SE": chain(f"+467017406{last:02}" for last in range(20, 100)),
        "AU": (f"+61491{last}" for last in AUSTRALIAN.split()),
    }
