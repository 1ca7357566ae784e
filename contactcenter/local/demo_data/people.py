"""The demo's 200 customers. The first of them hold the simulator's handsets, all but the last one."""

import unicodedata
from dataclasses import dataclass
from random import Random

from contactcenter.local.demo_data.channels import CHANNELS, DemoChannel
from contactcenter.local.demo_data.names import COMPANIES, FIRST_NAMES, LAST_NAMES
from contactcenter.local.demo_data.numbers import fictional
from sms.carriers.simulator.handsets import HANDSETS

KEY = "WW-{:05}"
"""The customers' keys in the company's own order system; they are also how the demo knows its own."""

HOW_MANY = 200
PER_COUNTRY = {"GB": 80, "US": 60, "DE": 34, "CA": 8, "AU": 5, "SE": 6}
HOUSEHOLDS = 4
SECOND_NUMBERS = 12
SPANISH_SPEAKING = 0.35
HOMES = {"GB": 0, "AU": 0, "FR": 0, "US": 1, "CA": 1, "DE": 2, "SE": 2, "NL": 2}
LANGUAGES = {"DE": "de", "FR": "fr", "SE": "sv", "NL": "nl"}
ZONES = {
    "GB": "Europe/London",
    "US": "America/New_York",
    "DE": "Europe/Berlin",
    "CA": "America/Toronto",
    "AU": "Australia/Sydney",
    "SE": "Europe/Stockholm",
    "FR": "Europe/Paris",
    "NL": "Europe/Amsterdam",
}
TAGS = ("same-day", "wholesale", "fragile", "signature", "cold-chain", "pays-late")
REMARKS = (
    "Rings do not work, phone from the street.",
    "Leave with the porter.",
    "Prefers mornings.",
    "Sends framed prints: always by cargo bike.",
    "Ask for the blue door.",
)


@dataclass(slots=True)
class Person:
    """A customer as the demo invents them."""

    first_name: str
    last_name: str
    country: str
    home: DemoChannel
    language: str
    numbers: list[str]
    key: str
    company: str = ""
    email: str = ""
    is_vip: bool = False
    tags: tuple[str, ...] = ()
    remarks: str = ""

    @property
    def time_zone(self) -> str:
        """Where they live, by country."""
        return ZONES[self.country]


def unknown_handset() -> str:
    """Return the number of the one handset whose owner has no record, so that an agent meets a stranger."""
    return HANDSETS[-1].number


def everybody(chance: Random) -> list[Person]:
    """Return the customers in the order of their keys; the same for the same seed."""
    known = HANDSETS[:-1]
    taken = {one.number for one in CHANNELS} | {one.number for one in HANDSETS}
    free = {
        country: iter([number for number in numbers if number not in taken]) for country, numbers in fictional().items()
    }
    people = [_person(country=one.country, name=one.name, number=one.number) for one in known]
    countries = [country for country, count in PER_COUNTRY.items() for _ in range(count)]
    chance.shuffle(countries)
    used = {one.name for one in known}
    for country in countries[: HOW_MANY - len(people)]:
        person = _person(country=country, name=_name(chance, country, used), number=next(free[country]))
        if country == "US" and chance.random() < SPANISH_SPEAKING:
            person.language = "es"
        people.append(person)
    for rank, person in enumerate(people, start=1):
        person.key = KEY.format(rank)
        _embellish(chance, person, rank)
    _share_numbers(people[len(known) :])
    for person in people[3 : 3 + 9 * SECOND_NUMBERS : 9]:
        person.numbers.append(next(free.get(person.country, free["GB"])))
    return people


def _name(chance: Random, country: str, used: set[str]) -> str:
    while True:
        name = f"{chance.choice(FIRST_NAMES[country])} {chance.choice(LAST_NAMES[country])}"
        if name not in used:
            used.add(name)
            return name


def _person(*, country: str, name: str, number: str) -> Person:
    first, _, last = name.partition(" ")
    language = LANGUAGES.get(country, "en")
    return Person(first, last, country, CHANNELS[HOMES[country]], language, [number], key="")


def _embellish(chance: Random, person: Person, rank: int) -> None:
    """Give a customer what some have and some lack: an address, a company, tags, remarks."""
    if chance.random() < 0.7:
        person.email = f"{_plain(person.first_name)}.{_plain(person.last_name)}@example.com"
    companies = COMPANIES.get(person.country, ())
    if rank % 12 < len(companies) and rank % 2:
        person.company = companies[rank % 12]
    person.is_vip = rank == 2 or chance.random() < 0.06
    person.tags = tuple(sorted(chance.sample(TAGS, k=chance.choice((0, 0, 0, 1, 1, 2)))))
    if chance.random() < 0.15:
        person.remarks = chance.choice(REMARKS)


def _share_numbers(people: list[Person]) -> None:
    """Make households: two people of one country with one surname and one number."""
    for country in list(PER_COUNTRY)[:HOUSEHOLDS]:
        one, other = [person for person in people if person.country == country][:2]
        other.last_name, other.numbers = one.last_name, list(one.numbers)
        other.email = ""


def _plain(name: str) -> str:
    """Return a name as it stands in an address: ASCII, small letters, no spaces."""
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "".join(letter for letter in folded.lower() if letter.isalnum())
