"""The customers' phones on the simulator's page. Plain data: demo data may give customers the same numbers.

Numbers are reserved for fiction where a country reserves numbers that a validator accepts (United States,
Canada, Germany, Australia, Sweden), else a numbering plan's usual example. Nothing is ever sent to them.
"""

from typing import NamedTuple


class Handset(NamedTuple):
    """One customer's phone: who holds it, its number in E.164, and the country as ISO 3166-1 alpha-2."""

    name: str
    number: str
    country: str


HANDSETS = (
    Handset("Amelia Hart", "+447400123457", "GB"),
    Handset("Marcus Bell", "+12025550143", "US"),
    Handset("Jonas Weber", "+491713920012", "DE"),
    Handset("Chloé Tremblay", "+14165550119", "CA"),
    Handset("Ruby Nguyen", "+61491570156", "AU"),
    Handset("Elsa Lindqvist", "+46701740612", "SE"),
    Handset("Daan de Vries", "+31612345671", "NL"),
    Handset("Inès Moreau", "+33612345672", "FR"),
)
