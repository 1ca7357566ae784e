"""What is measured, in which order."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from contactcenter.local.demo_data.channels import CHANNELS
from contactcenter.local.processes import LOCALHOST
from tests.load import report
from tests.load.carried import carried, handed_over
from tests.load.driver import Broken, Outcome, centre
from tests.load.meter import Meter
from tests.load.probe import Probe
from tests.load.report import Measured
from tests.load.shots import marker

LINE = next(each for each in CHANNELS if each.country == "GB")
PIPELINE = "webhook → agent's page"


@dataclass(frozen=True)
class Plan:
    """How long each part takes (seconds), and which rates are tried (per second)."""

    agents: int = 100
    warm: int = 4
    idle: int = 10
    steady: int = 30
    offers: int = 20
    replies: int = 20
    backlog: int = 600
    rung: int = 20
    rungs: tuple[int, ...] = (20, 40, 80, 120, 160, 200, 300, 400, 600, 800)
    overload: int = 20
    floor_rung: int = 5
    floor_rungs: tuple[int, ...] = (200, 400, 600, 800, 1000, 1300, 1600, 2000)


FULL = Plan()
QUICK = Plan(
    warm=2,
    idle=2,
    steady=6,
    offers=4,
    replies=4,
    backlog=100,
    rung=3,
    rungs=(40, 80, 120, 160, 200, 300, 400),
    overload=0,
    floor_rung=2,
    floor_rungs=(300, 600, 1000, 1500),
)


@dataclass
class Bench:
    """One run over one set of processes."""

    plan: Plan
    meter: Meter
    rows: list[Measured] = field(default_factory=list)
    memory: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    agents: list[dict[str, Any]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machines, self.driver, self.screen = self.meter.machines, self.meter.driver, self.meter.screen
        ports = self.machines.ports
        self.web = f"{LOCALHOST}:{ports.WEB_PORT}"
        self.webhook = f"http://{LOCALHOST}:{ports.INGRESS_PORT}/webhooks/vonage/inbound"
        self.phone = f"http://{LOCALHOST}:{ports.PHONE_PORT}"

    def run(self) -> str:
        """Measure everything; return the tables as markdown. Raises Broken, CannotStart."""
        self.screen.progress("starting PostgreSQL, Valkey and the carrier")
        self.machines.start_servers()
        self.driver.start()
        self.floor()
        self.found()
        self.connect()
        self.pipeline()
        self.offers()
        self.reply()
        self.drain()
        self.ladder()
        self.audit()
        return report.markdown(self.rows, self.memory, self.notes)

    def floor(self) -> None:
        """(a) The ingress server, a verified signature and one row: what could be had at most."""
        what = "floor: verify, keep one row"
        with self.machines.floor() as url:
            plan = {**self.letters(), "url": url, "agents": None, "until_seen": False}
            self.meter.shoot("floor, warming up", "texts", 20, self.plan.warm, **plan)
            self.rows.append(self.meter.shoot(what, "texts", 10, self.plan.steady / 3, **plan)[0])
            self.highest(what, self.plan.floor_rungs, self.plan.floor_rung, plan)

    def found(self) -> None:
        """Make a contact center with agents, and start the product on it."""
        self.screen.progress("founding a contact center")
        order = {"number": LINE.number, "country": LINE.country, "agents": self.plan.agents}
        made = self.centre("found", **order)
        self.agents, self.strangers = made["agents"], made["strangers"]
        self.machines.start_product()

    def connect(self) -> None:
        """Open every agent's socket, and see what they cost while nobody writes."""
        cookies = [agent["cookie"] for agent in self.agents]
        seconds = self.driver.connect(f"ws://{self.web}/ws/desk/", f"http://{self.web}", cookies)
        self.screen.say(f"{len(cookies)} sockets in {seconds:.1f} s")
        time.sleep(self.plan.warm)
        before = self.machines.cpu()
        time.sleep(self.plan.idle)
        used = sum(seconds - before[name] for name, seconds in self.machines.cpu().items() if name in report.PARTS)
        self.note(f"{len(cookies)} agents connected and nobody writes: {used / self.plan.idle * 100:.0f} % of a core.")

    def pipeline(self) -> None:
        """(b) A signed webhook until its text is on the page of the agent who holds the conversation."""
        self.texts("warming up", 10, self.plan.warm)
        row, outcome = self.texts(PIPELINE, 10, self.plan.steady)
        self.rows.append(row)
        self.memory[f"{len(self.agents)} agents, {row.rate:.0f} texts a second"] = self.machines.memory()
        size = outcome.push_characters / max(1, outcome.pushes)
        self.note(f"One push is {size:,.0f} characters of HTML on average, uncompressed.")

    def offers(self) -> None:
        """(c) A text of somebody unknown until its offer is on an agent's page."""
        what = "unknown number → offer on a page"
        self.rows.append(self.texts(what, 5, self.plan.offers, senders=self.strangers, agents=None)[0])

    def reply(self) -> None:
        """(d) An agent's click until the carrier has the text."""
        plan: dict[str, Any] = {
            "urls": [f"http://{self.web}/interactions/{agent['interaction']}/messages" for agent in self.agents],
            "cookies": [agent["cookie"] for agent in self.agents],
            "referrer": f"http://{self.web}/",
            "until_seen": False,
        }
        what = "agent's reply → carrier"
        self.meter.shoot("replies, warming up", "replies", 5, self.plan.warm, **plan)
        row, outcome = self.meter.shoot(what, "replies", 10, self.plan.replies, **plan)
        if outcome.refused:
            raise Broken(f"Replies were answered {outcome.statuses}.")
        accepted = handed_over(self.phone, outcome.due)
        times = [(accepted[mark] - at) * 1000 for mark, at in outcome.due.items() if mark in accepted]
        self.rows.append(replace(row, times=times))
        self.screen.row(self.rows[-1])
        self.replies += outcome.due

    def drain(self) -> None:
        """(d) What one worker hands to the carrier when there is more than it can."""
        count = self.plan.backlog
        marks = [marker("backlog", each) for each in range(count)]
        talks = [agent["interaction"] for agent in self.agents]
        self.screen.progress(f"one worker hands over {count} texts")
        with Probe(self.machines.folder) as probe:
            with self.machines.without_worker():
                self.centre("write", count=count, tag="backlog", interactions=talks)
            moments = sorted(handed_over(self.phone, marks, patience=60).values())
        if len(moments) < 2:
            raise Broken(f"Of {count} texts only {len(moments)} reached the carrier within a minute.")
        rate = (len(moments) - 1) / (moments[-1] - moments[0])
        note = "" if len(moments) == count else f"{len(moments)} of {count} within a minute"
        self.rows.append(Measured("one worker → carrier, a backlog", rate, [], probe.times, note=note))
        self.screen.row(self.rows[-1])
        self.replies += marks

    def ladder(self) -> None:
        """(b) The highest rate kept, and then twice that: late, but nothing lost."""
        best = self.highest(PIPELINE, self.plan.rungs, self.plan.rung, self.letters())
        if best is None:
            return
        self.memory["after the highest rate"] = self.machines.memory()
        if self.plan.overload:
            row, outcome = self.texts("twice that", best.rate * 2, self.plan.overload, grace=60)
            fate = f"{outcome.refused + len(outcome.missing)} lost, drained in {outcome.drained:.1f} s"
            self.rows.append(replace(row, note=fate))

    def audit(self) -> None:
        """Every accepted webhook is a message exactly once, every reply reached the carrier exactly once."""
        self.screen.progress("holding the books against each other")
        handed_over(self.phone, self.replies, patience=60)
        sent = [mark for mark, _ in carried(self.phone)]
        found = self.centre("audit", taken=self.driver.taken)
        wrong = {
            "texts lost": len(found["lost"]),
            "texts doubled": len(found["doubled"]),
            "webhooks not settled": found["unsettled"],
            "replies not handed over": len(set(self.replies) - set(sent)),
            "replies handed over twice": len(sent) - len(set(sent)),
        }
        kept = f"{len(self.driver.taken):,} webhooks were accepted and {len(self.replies):,} replies written"
        if any(wrong.values()):
            self.note(f"LEDGER: {kept}; " + ", ".join(f"{count} {what}" for what, count in wrong.items() if count))
        else:
            self.note(f"Ledger: {kept}; each is one message in one place, and each reply reached the carrier once.")
        noise = sorted(row.strangers for row in self.rows)[len(self.rows) // 2]
        if noise > report.TOLERABLE:
            self.note(f"Other programs took {noise:.1f} cores meanwhile (median): measure again on a quiet machine.")

    def texts(self, what: str, rate: float, seconds: float, **plan: Any) -> tuple[Measured, Outcome]:
        """Send customers' texts, by default those of the conversations that the agents hold."""
        return self.meter.shoot(what, "texts", rate, seconds, **{**self.letters(), **plan})

    def letters(self) -> dict[str, Any]:
        """Who writes, to which number, signed how, and on whose socket it must appear."""
        return {
            "url": self.webhook,
            "senders": [agent["sender"] for agent in self.agents] or [LINE.number],
            "agents": list(range(len(self.agents))) or None,
            "recipient": LINE.number,
            "account": self.machines.account,
            "until_seen": True,
        }

    def highest(self, what: str, rungs: tuple[int, ...], seconds: float, plan: dict[str, Any]) -> Measured | None:
        """Climb, and keep the row of the highest rate."""
        best = self.meter.climb(what, rungs, seconds, **plan)
        if best is None:
            self.note(f"{what}: not even {rungs[0]} a second were kept.")
        else:
            self.rows.append(best)
        return best

    def centre(self, order: str, **arguments: Any) -> dict[str, Any]:
        """Have the contact center do something to itself, by its own verbs."""
        return centre(order, self.machines.env, self.machines.servers.folder / "log" / "centre.log", **arguments)

    def note(self, text: str) -> None:
        """A sentence below the tables."""
        self.notes.append(text)
        self.screen.say(text)
