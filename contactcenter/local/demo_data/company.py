"""What a supervisor of Wren & Wheel has set up: skills, queues, colleagues, hours, rules, words."""

from dataclasses import dataclass, field
from datetime import time

SKILLS = ("English", "German", "Spanish", "Returns", "Billing")
LANGUAGE_SKILL = {"en": "English", "de": "German", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class DemoQueue:
    """A queue, its needs by skill and the settings in which it differs from the usual."""

    name: str
    needs: dict[str, int] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)


QUEUES = (
    DemoQueue("Orders", settings={"after_miss": "", "service_level_seconds": 45}),
    DemoQueue("Returns", {"Returns": 40}, {"offer_seconds": 45, "retry_seconds": 20}),
    DemoQueue("Billing", {"Billing": 40}, {"priority": 6, "wrap_up_seconds": 90, "disposition_required": True}),
)
OVERFLOWS = (("Returns", "Orders", 300),)


FULL_NAMES = {
    "ana": "Ana Peregrina",
    "ben": "Ben Thackeray",
    "chloe": "Chloe Oduya",
    "dev": "Dev Rautenberg",
    "sue": "Sue Larkwood",
    "admin": "Ada Minchin",
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent by sign-in name: what they can do and the queues they are a member of."""

    username: str
    skills: dict[str, int]
    queues: tuple[str, ...]
    capacity: int = 6


COLLEAGUES = (
    Colleague("ana", {"English": 100, "Spanish": 90, "German": 50, "Returns": 60}, ("Orders", "Returns")),
    Colleague("ben", {"English": 100, "Returns": 90, "Billing": 50}, ("Orders", "Returns", "Billing")),
    Colleague("chloe", {"English": 80, "German": 70, "Billing": 90}, ("Orders", "Billing")),
    Colleague("dev", {"English": 90, "German": 100, "Returns": 50, "Billing": 60}, ("Orders", "Returns", "Billing")),
)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a city's office answers; `holidays` is a country and, where it matters, a part of it."""

    channel: str
    zone: str
    weekdays: tuple[tuple[time, time], ...]
    saturday: tuple[tuple[time, time], ...]
    holidays: tuple[str, str]


HOURS = (
    Hours(
        "London desk",
        "Europe/London",
        ((time(8), time(12, 30)), (time(13), time(18, 30))),
        ((time(9), time(13)),),
        ("GB", "ENG"),
    ),
    Hours("New York desk", "America/New_York", ((time(8), time(18)),), ((time(10), time(14)),), ("US", "NY")),
    Hours("Berlin desk", "Europe/Berlin", ((time(8), time(12)), (time(13), time(18))), (), ("DE", "BE")),
)
CLOSED_TEXT = {
    "en": "Thanks for your text. The office is closed just now; you keep your place and we answer as soon as "
    "somebody is at a desk. Wren & Wheel",
    "de": "Danke für Ihre Nachricht. Das Büro ist gerade geschlossen; Ihr Platz bleibt Ihnen, wir "
    "antworten so bald wie möglich. Wren & Wheel",
}

RETURN_WORDS = {"en": "RETURN", "de": "RETOURE"}
INVOICE_WORDS = {"en": "INVOICE", "de": "RECHNUNG"}

DISPOSITIONS = (
    ("resolved", "Resolved"),
    ("booked", "Booked"),
    ("rebooked", "New appointment"),
    ("refund", "Refund agreed"),
    ("information", "Information given"),
    ("passed_on", "Passed on"),
    ("no_answer", "Customer stopped answering"),
    ("wrong_number", "Wrong number"),
    ("spam", "Spam"),
)

CANNED = (
    ("hello", "Greeting", "en", "Hello {first_name}, this is {agent} at Wren & Wheel. How can I help?"),
    ("moment", "One moment", "en", "One moment please, {first_name}, I am looking it up."),
    (
        "parcel",
        "Ask for the parcel number",
        "en",
        "Could you send me the parcel number? It begins with P and six digits.",
    ),
    (
        "on-its-way",
        "On its way",
        "en",
        "It is on the bike and on its way. You get a text when the rider is at your door.",
    ),
    (
        "late",
        "Sorry, late",
        "en",
        "I am sorry, {first_name}: the rider is running late. I keep an eye on it and text you.",
    ),
    (
        "neighbour",
        "Leave with a neighbour",
        "en",
        "Of course. What is the neighbour's name, and which door is it?",
    ),
    ("pick-up", "Pick-up times", "en", "We collect between 8 and 18 on weekdays. Which hour suits you best?"),
    (
        "return",
        "How a return works",
        "en",
        "The rider brings the label and takes the box. Keep it open, please, until they looked inside.",
    ),
    (
        "refund",
        "Refund on its way",
        "en",
        "The refund goes out today. Banks take two or three days to show it.",
    ),
    ("invoice", "Invoice sent", "en", "The invoice is in your email now. Its case number here is {case}."),
    (
        "claim",
        "Damage claim",
        "en",
        "Please keep the box and send a picture or two. Our claims desk writes to you today.",
    ),
    ("anything-else", "Anything else?", "en", "Is there anything else I can do for you, {first_name}?"),
    ("bye", "Goodbye", "en", "Thank you, {first_name}. Just text again when you need us. {agent}"),
    (
        "hallo",
        "Begrüßung",
        "de",
        "Guten Tag {first_name}, hier ist {agent} von Wren & Wheel. Wie kann ich helfen?",
    ),
    ("moment-de", "Einen Moment", "de", "Einen Moment bitte, ich schaue nach."),
    ("tschuess", "Verabschiedung", "de", "Vielen Dank, {first_name}, und einen schönen Tag! {agent}"),
    ("hola", "Saludo", "es", "Hola {first_name}, soy {agent} de Wren & Wheel. ¿En qué puedo ayudarle?"),
    ("gracias", "Despedida", "es", "Gracias, {first_name}. Escríbanos cuando quiera. {agent}"),
)
