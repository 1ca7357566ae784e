"""Two months of talk: who texted when, who answered, and which case it went to."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from cases.models import Case, Disposition, Event
from contactcenter.local.demo_data import company
from contactcenter.local.demo_data.founding import Company
from contactcenter.local.demo_data.ledger import Ledger, Timeline
from contactcenter.local.demo_data.names import STREETS
from contactcenter.local.demo_data.people import KEY, Person
from contactcenter.local.demo_data.talk import Dialogue, Speaker, english, german, spanish
from customers.models import Customer, Phone
from routing.matching import stands_since
from routing.models import Agent, Assignment, Entry, Offer, Queue, StatusChange
from sms import consent
from sms.carriers.simulator.handsets import HANDSETS
from sms.models import Channel, Message, OptOut

DAYS = 60
HANDSET_NUMBERS = {one.number for one in HANDSETS}
DIALOGUES = {"de": german.DIALOGUES, "es": spanish.DIALOGUES}
ZONES = {hours.channel: ZoneInfo(hours.zone) for hours in company.HOURS}
HOW_OFTEN = (0, 0, 1, 1, 1, 2, 2, 3, 5)
SAME_CASE = timedelta(days=7)  # the product's own rule: a case closed this lately is opened again
OFFER_MISSED = 0.07
STAYS_OPEN = 0.45
RULES = {"Orders": "Everything else", "Returns": "Asks for a return", "Billing": "Asks for an invoice"}
STOPPED = 3
SHIFT = (("available", 8, 30), ("on_break", 12, 30), ("available", 13, 15), ("logged_out", 17, 45))


@dataclass(frozen=True, slots=True)
class Known:
    """A customer as invented, as written, and their phones."""

    person: Person
    customer: Customer
    phones: list[Phone]


@dataclass(slots=True)
class Talk:
    """One conversation before it is written down."""

    known: Known
    channel: Channel
    dialogue: Dialogue
    at: datetime
    words: dict[str, str]
    case: Case | None = None


def remember(customers: list[Known], firm: Company, now: datetime, chance: Random) -> Ledger:
    """Invent the history of all customers and return it, its cases written and the rest not yet."""
    histories = [_talks(known, firm, now, chance) for known in customers]
    for talks in histories:
        _file(talks, now, chance)
    ledger = Ledger(chance)
    silent = [known for known, talks in zip(customers, histories, strict=True) if not talks]
    for known in silent[:STOPPED]:
        _stop(ledger, known, firm, _moment(now, chance.randint(DAYS - 7, DAYS), known.person, chance))
    talks = sorted((talk for talks in histories for talk in talks), key=lambda talk: talk.at)
    Case.objects.bulk_create({id(talk.case): talk.case for talk in talks if talk.case}.values())
    for earlier, later in (pair for talks in histories for pair in pairwise(talks)):
        if later.case is not None and later.case is not earlier.case:
            later.case.follows = earlier.case
    for talk in talks:
        _write(ledger, talk, firm, chance)
    for agent in firm.agents.values():
        _shifts(ledger, agent, now)
    return ledger


def _talks(known: Known, firm: Company, now: datetime, chance: Random) -> list[Talk]:
    """Invent a customer's conversations, at most one a day, the oldest first."""
    person = known.person
    often = 3 if person.numbers[0] in HANDSET_NUMBERS else chance.choice(HOW_OFTEN)
    moments = (_moment(now, day, person, chance) for day in chance.sample(range(1, DAYS), k=often))
    channel = firm.channels[person.home.name]
    talks = [
        Talk(
            known,
            channel,
            chance.choice(DIALOGUES.get(person.language, english.DIALOGUES)),
            at,
            _words(person, at, chance),
        )
        for at in sorted({at.date(): at for at in moments}.values())
    ]
    if person.key == KEY.format(1):
        talks[-1].dialogue = _saga()
    return talks


def _saga() -> Dialogue:
    """Put many dialogues in a row: a transcript that is longer than a page."""
    parts = [one for one in english.DIALOGUES if one.queue == "Orders"]
    return replace(parts[0], said="\n".join(one.said.strip() for one in parts))


def _moment(now: datetime, day: int, person: Person, chance: Random) -> datetime:
    """Return a moment so many days ago at which a desk is busy, on a weekday."""
    zone = ZONES[person.home.name]
    then = (now.astimezone(zone) - timedelta(days=day)).date()
    then -= timedelta(days=max(0, then.weekday() - 4))
    at = time(chance.randint(8, 16), chance.randint(0, 59), chance.randint(0, 59))
    return datetime.combine(then, at, zone)


def _words(person: Person, at: datetime, chance: Random) -> dict[str, str]:
    """Fill in the blanks of a dialogue."""
    currency = {"US": "${}", "DE": "{} €"}.get(person.home.country, "£{}")
    price = f"{chance.randint(9, 89)}.{chance.choice(('00', '50', '90'))}"
    return {
        "first_name": person.first_name,
        "parcel": f"P{chance.randint(100_000, 999_999)}",
        "street": chance.choice(STREETS[person.home.name]),
        "time": f"{min(at.hour + 2, 18)}:{chance.choice(('00', '15', '30', '45'))}",
        "amount": currency.format(price.replace(".", ",") if person.language == "de" else price),
    }


def _file(talks: list[Talk], now: datetime, chance: Random) -> None:
    """Give every conversation its case: the last one if it was closed less than a week before, else a new one."""
    case: Case | None = None
    for talk in talks:
        if case is None or talk.at - (case.closed_at or talk.at) > SAME_CASE:
            subject = talk.dialogue.subject.format_map(talk.words)
            case = Case(customer=talk.known.customer, subject=subject, opened_at=talk.at)
        case.status, case.closed_at = Case.Status.CLOSED, talk.at + timedelta(hours=4)
        talk.case = case
    lately = case is not None and case.closed_at is not None and now - case.closed_at < 2 * SAME_CASE
    if case is not None and lately and chance.random() < STAYS_OPEN:
        case.status, case.closed_at = Case.Status.OPEN, None


def _write(ledger: Ledger, talk: Talk, firm: Company, chance: Random) -> None:
    """Write one conversation down, from the first text to the disposition."""
    assert talk.case is not None
    queue = firm.queues[talk.dialogue.queue]
    able = _able(queue, talk, firm)
    agent = chance.choice(able)
    phone = chance.choice(talk.known.phones)
    timeline = Timeline.open(ledger, talk.case, talk.channel, phone, talk.at)
    lines = talk.dialogue.lines()
    words = {**talk.words, "agent": agent.name}
    timeline.hear(lines[0][1].format_map(words))
    _hand_over(ledger, timeline, queue, agent, able, chance)
    for speaker, body in lines[1:]:
        said = body.format_map(words)
        if speaker is Speaker.CUSTOMER:
            timeline.wait(15, 160)
            timeline.hear(said)
        elif speaker is Speaker.AGENT:
            timeline.wait(12, 75)
            timeline.say(said, agent.user)
        else:
            timeline.wait(8, 40)
            timeline.note(said, agent.user)
    _wrap_up(ledger, timeline, agent, firm.dispositions[talk.dialogue.disposition])
    if talk.case.owner is None:
        talk.case.owner = agent.user


def _able(queue: Queue, talk: Talk, firm: Company) -> list[Agent]:
    """Return the agents of a queue who speak the customer's language, or else the channel's."""
    skill = (
        company.LANGUAGE_SKILL.get(talk.known.person.language)
        or company.LANGUAGE_SKILL[talk.known.person.home.language]
    )
    members = {one.username for one in company.COLLEAGUES if queue.name in one.queues and skill in one.skills}
    members = members or {one.username for one in company.COLLEAGUES if queue.name in one.queues}
    return [firm.agents[username] for username in sorted(members)]


def _hand_over(
    ledger: Ledger, timeline: Timeline, queue: Queue, agent: Agent, able: list[Agent], chance: Random
) -> None:
    """Queue, offer, perhaps miss, offer again, accept."""
    timeline.wait(0.05, 0.4)
    timeline.line(Event.Kind.QUEUED, queue=queue.name, rule=RULES[queue.name])
    entered = timeline.now
    entry = Entry(
        interaction=timeline.interaction,
        queue=queue,
        status=Entry.Status.ASSIGNED,
        priority=queue.priority,
        entered_at=entered,
        why={"rule": RULES[queue.name]},
        stands_since=stands_since(queue.priority, entered),
    )
    ledger.entries.append(entry)
    timeline.wait(0.1, 25)
    others = [one for one in able if one is not agent]
    if others and chance.random() < OFFER_MISSED:
        other = chance.choice(others)
        ledger.offers.append(_offer(entry, other, timeline.now, queue.offer_seconds, Offer.Status.EXPIRED))
        timeline.wait(queue.offer_seconds, queue.offer_seconds + 0.8)
        ledger.offers[-1].resolved_at = timeline.now
        timeline.line(Event.Kind.OFFER_MISSED, agent=other.name)
    offer = _offer(entry, agent, timeline.now, queue.offer_seconds, Offer.Status.ACCEPTED)
    ledger.offers.append(offer)
    timeline.wait(2, 14)
    entry.left_at = offer.resolved_at = timeline.now
    timeline.line(Event.Kind.ASSIGNED, agent.user, agent=agent.name)
    ledger.assignments.append(
        Assignment(interaction=timeline.interaction, agent=agent, queue=queue, offer=offer, assigned_at=timeline.now)
    )


def _offer(entry: Entry, agent: Agent, at: datetime, seconds: int, status: Offer.Status) -> Offer:
    return Offer(entry=entry, agent=agent, status=status, offered_at=at, expires_at=at + timedelta(seconds=seconds))


def _wrap_up(ledger: Ledger, timeline: Timeline, agent: Agent, disposition: Disposition) -> None:
    """End, choose the disposition, let go."""
    assignment = ledger.assignments[-1]
    timeline.wait(10, 60)
    timeline.end(agent.user)
    assert assignment.queue is not None
    assignment.wrap_up_ends_at = timeline.now + timedelta(seconds=assignment.queue.wrap_up_seconds)
    timeline.wait(8, 50)
    timeline.close(agent.user, disposition)
    assignment.released_at = timeline.now
    assignment.read_up_to = timeline.interaction.last_event


def _stop(ledger: Ledger, known: Known, firm: Company, at: datetime) -> None:
    """A customer wants no more texts: recorded, confirmed, over; no agent is asked."""
    channel, phone = firm.channels[known.person.home.name], known.phones[0]
    case = Case.objects.create(
        customer=known.customer, subject="STOP", status=Case.Status.CLOSED, opened_at=at, closed_at=at
    )
    timeline = Timeline.open(ledger, case, channel, phone, at)
    timeline.hear("STOP")
    source = OptOut.Source.KEYWORD
    timeline.line(Event.Kind.OPTED_OUT, source=str(source.label))
    confirmation = consent.CONFIRMATIONS[consent.Keyword.STOP]
    timeline.say(confirmation, None, Message.Purpose.CONSENT)
    timeline.end(None)
    timeline.close(None)
    ledger.opt_outs.append(OptOut(phone=phone, channel=channel, source=source, since=at))


def _shifts(ledger: Ledger, agent: Agent, now: datetime) -> None:
    """Two weeks of coming, pausing and going; the agent is logged out at the end."""
    zone = ZONES["London desk"]
    today: date = now.astimezone(zone).date()
    for back in range(14, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() > 4:
            continue
        for status, hour, minute in SHIFT:
            at = datetime.combine(day, time(hour, minute), zone)
            change = StatusChange(agent=agent, status=status, by=agent.user, at=at)
            ledger.status_changes.append(change)
            agent.status_since = at
