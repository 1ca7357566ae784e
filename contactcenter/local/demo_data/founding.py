"""Writes the company itself: its people, skills, queues, hours, channels, rules and words."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User

from cases.models import CannedMessage, Disposition
from contactcenter.local.demo_data import company
from contactcenter.local.demo_data.channels import CHANNELS, DemoChannel
from contactcenter.local.demo_people import SIGN_INS
from routing.models import Agent, AgentSkill, OpenPeriod, Queue, QueueNeed, Rule, RuleNeed, Schedule, Skill, SpecialDay
from sms import seed
from sms.models import Channel, Country

SATURDAY = 5
CONFIGURES = (
    *("skill", "agentskill", "queue", "queueneed", "schedule", "openperiod", "specialday", "rule", "ruleneed"),
    *("disposition", "cannedmessage", "customer", "phone", "optout"),
)
ADJUSTS = ("agent", "channel", "country", "case")
READS = (
    *("interaction", "event", "note", "message", "receipt", "callback"),
    *("entry", "offer", "assignment", "presence", "statuschange"),
)


@dataclass(frozen=True, slots=True)
class Company:
    """What the history needs to know of the company, by the words the demo calls it by."""

    agents: dict[str, Agent]
    channels: dict[str, Channel]
    queues: dict[str, Queue]
    skills: dict[str, Skill]
    dispositions: dict[str, Disposition]


def found(now: datetime) -> Company:
    """Write everything a supervisor of the company would have set up, in the caller's transaction."""
    # A test that empties every table has taken the seeded countries too.
    Country.objects.bulk_create([Country(**row) for row in seed.countries()], ignore_conflicts=True)
    skills = {name: Skill.objects.get_or_create(name=name)[0] for name in company.SKILLS}
    queues = _queues(skills)
    agents = _agents(_users(), skills, queues)
    channels = {one.name: _channel(one, queues, skills, now) for one in CHANNELS}
    for shortcut, title, language, body in company.CANNED:
        CannedMessage.objects.create(shortcut=shortcut, title=title, language=language, body=body)
    dispositions = {
        code: Disposition.objects.create(code=code, label=label, position=10 * place)
        for place, (code, label) in enumerate(company.DISPOSITIONS, start=1)
    }
    return Company(agents, channels, queues, skills, dispositions)


def _users() -> dict[str, User]:
    """Make the sign-ins that are missing; one that is there keeps its password."""
    hashes: dict[str, str] = {}  # a good hash takes a quarter of a second, and all have the same password
    users = {}
    for person in SIGN_INS:
        first_name, last_name = company.FULL_NAMES[person.username].split()
        hashes[person.password] = hashes.get(person.password) or make_password(person.password)
        user, _ = User.objects.get_or_create(
            username=person.username,
            defaults={
                "first_name": first_name,
                "last_name": last_name,
                "email": f"{person.username}@example.com",
                "password": hashes[person.password],
                "is_staff": person.role != "agent",
                "is_superuser": person.role == "administrator",
            },
        )
        if person.role == "supervisor":
            user.groups.add(_supervisors())
        users[person.username] = user
    return users


def _supervisors() -> Group:
    """Return the group of those who set the centre up and read everything, but manage no sign-ins."""
    group, made = Group.objects.get_or_create(name="Supervisors")
    if made:
        codenames = [f"{verb}_{each}" for each in CONFIGURES for verb in ("add", "change", "delete", "view")]
        codenames += [f"{verb}_{each}" for each in ADJUSTS for verb in ("change", "view")]
        codenames += [f"view_{each}" for each in READS]
        apps = ("customers", "cases", "sms", "routing")
        group.permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label__in=apps))
    return group


def _queues(skills: dict[str, Skill]) -> dict[str, Queue]:
    queues = {}
    for each in company.QUEUES:
        queue = queues[each.name] = Queue.objects.create(name=each.name, **each.settings)
        for name, level in each.needs.items():
            QueueNeed.objects.create(queue=queue, skill=skills[name], level=level)
    for source, target, seconds in company.OVERFLOWS:
        queue = queues[source]
        queue.overflow_queue, queue.overflow_after = queues[target], seconds
        queue.save(update_fields=["overflow_queue", "overflow_after"])
    return queues


def _agents(users: dict[str, User], skills: dict[str, Skill], queues: dict[str, Queue]) -> dict[str, Agent]:
    agents = {}
    for each in company.COLLEAGUES:
        user = users[each.username]
        agent = Agent.objects.create(user=user, name=user.first_name, capacity=each.capacity)
        AgentSkill.objects.bulk_create(
            AgentSkill(agent=agent, skill=skills[name], level=level) for name, level in each.skills.items()
        )
        for name in each.queues:
            queues[name].members.add(agent)
        agents[each.username] = agent
    return agents


def _channel(one: DemoChannel, queues: dict[str, Queue], skills: dict[str, Skill], now: datetime) -> Channel:
    channel = Channel.objects.create(name=one.name, number=one.number, country_id=one.country)
    schedule = _schedule(next(hours for hours in company.HOURS if hours.channel == one.name), now)
    language = skills[company.LANGUAGE_SKILL[one.language]]
    _rule(channel, 10, "Asks for a return", language, queues["Returns"], keyword=company.RETURN_WORDS[one.language])
    _rule(channel, 20, "Asks for an invoice", language, queues["Billing"], keyword=company.INVOICE_WORDS[one.language])
    _rule(channel, 30, "VIPs first", language, queues["Orders"], vip_only=True, priority=9)
    if one.country == "US":
        _rule(channel, 40, "Speaks Spanish", skills["Spanish"], queues["Orders"], language="es")
    _rule(
        channel,
        80,
        "Office closed",
        language,
        queues["Orders"],
        schedule=schedule,
        hours=Rule.Hours.CLOSED,
        automatic_text=company.CLOSED_TEXT[one.language],
    )
    _rule(channel, 90, "Everything else", language, queues["Orders"])
    return channel


def _rule(channel: Channel, position: int, name: str, needs: Skill, queue: Queue, **conditions: object) -> None:
    rule = Rule.objects.create(channel=channel, position=position, name=name, queue=queue, **conditions)
    RuleNeed.objects.create(rule=rule, skill=needs, level=50)


def _schedule(hours: company.Hours, now: datetime) -> Schedule:
    country, subdivision = hours.holidays
    schedule = Schedule.objects.create(
        name=f"{hours.channel}'s hours",
        time_zone=hours.zone,
        holiday_country=country,
        holiday_subdivision=subdivision,
    )
    week = [(day, hours.weekdays) for day in range(SATURDAY)] + [(SATURDAY, hours.saturday)]
    OpenPeriod.objects.bulk_create(
        OpenPeriod(schedule=schedule, weekday=day, opens=opens, closes=closes)
        for day, periods in week
        for opens, closes in periods
    )
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    SpecialDay.objects.bulk_create(
        [
            SpecialDay(
                schedule=schedule, date=_next_christmas_eve(today), name="Christmas Eve", opens=time(9), closes=time(12)
            ),
            SpecialDay(
                schedule=schedule, date=_third_friday_after(today), name="Wheel-truing day, all riders in the workshop"
            ),
        ]
    )
    return schedule


def _next_christmas_eve(today: date) -> date:
    this_year = date(today.year, 12, 24)
    return this_year if today <= this_year else date(today.year + 1, 12, 24)


def _third_friday_after(today: date) -> date:
    """Return the third Friday of the month after `today`'s."""
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=(4 - first.weekday()) % 7 + 14)
