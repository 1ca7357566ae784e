"""Everybody who acts in a contact center, each verb on something picked at random."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from cases import interactions
from cases.models import Interaction
from routing import assignments, dispatch, offers, placement, presence, sweeping
from routing.models import Agent, Assignment, Offer, Queue
from sms import inbound, outbound, receipts
from sms.models import Message
from tests import cast

# What a verb may answer when somebody else was quicker.
TOO_LATE = (
    offers.OfferGone,
    assignments.NotHeld,
    interactions.NotOpen,
    interactions.NotInWrapUp,
    outbound.Refused,
    presence.StillHolding,
)
WORDS = ["Hello", "Where is it?", "Thanks", "STOP", "START"]


class Crowd:
    """The verbs of the whole chain; a seed makes the picks the same again."""

    def __init__(self, seed: int, senders: list[str], lines: list[str]) -> None:
        self.chance = random.Random(seed)
        self.senders, self.lines = senders, lines

    @property
    def verbs(self) -> list[Callable[[], None]]:
        busy = [self.write, self.dispatch, self.answer_an_offer, self.work]
        return [*busy, *busy, self.report, self.change_status, self.miss_an_offer, self.sweep]

    def act(self) -> None:
        """Do one thing; somebody else may have been quicker."""
        try:
            self.chance.choice(self.verbs)()
        except TOO_LATE:
            return

    def write(self) -> None:
        sender, line = self.chance.choice(self.senders), self.chance.choice(self.lines)
        each = cast.text(self.chance.choice(WORDS), sender=sender, to=line)
        assert inbound.take("vonage", each, b"{}") == inbound.Taken.ACCEPTED

    def dispatch(self) -> None:
        new = Interaction.objects.open().filter(entries=None).order_by("?")
        for interaction in new.values_list("pk", flat=True)[:3]:
            placement.place(interaction)
        dispatch.drain(self.chance.choice(Queue.objects.values_list("pk", flat=True)))

    def answer_an_offer(self) -> None:
        offer = Offer.objects.select_related("agent").filter(status=Offer.Status.OFFERED).order_by("?").first()
        if offer is not None:
            self.chance.choice([offers.accept, offers.accept, offers.reject])(offer.pk, offer.agent)

    def miss_an_offer(self) -> None:
        offer = Offer.objects.filter(status=Offer.Status.OFFERED).order_by("?").first()
        if offer is not None:
            Offer.objects.filter(pk=offer.pk).update(expires_at=timezone.now())
            offers.expire(offer.pk)

    def work(self) -> None:
        held = Assignment.objects.held().select_related("interaction", "agent__user", "queue").order_by("?").first()
        if held is None:
            return
        user = held.agent.user
        if held.interaction.in_wrap_up:
            assignments.finish(held, disposition=None, by=user)
        elif self.chance.random() < 0.5:
            assignments.end(held, user)
        else:
            outbound.queue(held.interaction, body="On its way.", author=user, token=uuid.uuid4())

    def report(self) -> None:
        message = Message.objects.filter(direction=Message.Direction.OUTBOUND).order_by("?").first()
        if message is not None:
            code = self.chance.choice(["", "1240"])
            receipts.take("vonage", cast.report(message, "rejected" if code else "delivered", error_code=code))

    def change_status(self) -> None:
        agent = Agent.objects.select_related("user").order_by("?").first()
        assert agent is not None
        status = self.chance.choice(["available", "available", "available", "on_break", "stop_new", "logged_out"])
        presence.set_status(agent, status, by=agent.user)
        if status == Agent.Status.AVAILABLE:
            dispatch.drain_for(agent.pk)
        else:
            offers.withdraw_all(agent.pk)

    def sweep(self) -> None:
        sweeping.sweep(timezone.now() + timedelta(seconds=1))
