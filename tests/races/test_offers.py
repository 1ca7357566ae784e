"""One offer, several answers; one place, several conversations."""

import random
import time
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from routing import assignments, dispatch, offers, placement, presence
from routing.models import Agent, Assignment, Entry, Offer, Queue
from tests import cast
from tests.races.starting_line import ROUNDS, at_once, only

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def orders() -> Queue:
    return cast.queue(on=cast.channel(), after_miss="", retry_seconds=0)


@pytest.fixture
def ana(orders: Queue) -> Agent:
    return cast.agent("Ana", orders)


def clear(offer: Offer) -> None:
    """Put an end to a round: nothing held, nothing waiting."""
    for assignment in Assignment.objects.held():
        assignments.end(assignment, assignment.agent.user)
        assignments.finish(assignment, disposition=None, by=None)
    Entry.objects.waiting().update(status=Entry.Status.REMOVED, left_at=timezone.now())
    cast.assert_loads_add_up()


def test_two_accepts_of_one_offer_make_one_assignment(ana: Agent) -> None:
    for _ in range(ROUNDS):
        offer = cast.offered(sender=cast.another_number())
        outcomes = at_once(*[partial(offers.accept, offer.pk, ana)] * 2)

        assert [len(only(kind, outcomes)) for kind in (Assignment, offers.OfferGone)] == [1, 1]
        assert Assignment.objects.held().count() == 1
        clear(offer)


def test_an_offer_is_either_accepted_or_rejected(ana: Agent) -> None:
    for _ in range(ROUNDS):
        offer = cast.offered(sender=cast.another_number())
        outcomes = at_once(partial(offers.accept, offer.pk, ana), partial(offers.reject, offer.pk, ana))

        assert len(only(offers.OfferGone, outcomes)) == 1
        accepted = isinstance(outcomes[0], Assignment)
        offer.refresh_from_db()
        assert offer.status == (Offer.Status.ACCEPTED if accepted else Offer.Status.REJECTED)
        assert Entry.objects.get(pk=offer.entry_id).status == ("assigned" if accepted else "waiting")
        clear(offer)


def test_an_offer_is_either_accepted_or_missed(ana: Agent) -> None:
    def accept(offer: Offer) -> Assignment:
        time.sleep(random.uniform(0, 0.006))
        return offers.accept(offer.pk, ana)

    def expire(offer: Offer) -> bool:
        while offer.expires_at > timezone.now():
            time.sleep(0.0002)
        return offers.expire(offer.pk)

    for _ in range(ROUNDS):
        offer = cast.offered(sender=cast.another_number())
        offer.expires_at = timezone.now() + timedelta(milliseconds=8)
        offer.save(update_fields=["expires_at"])
        accepted, missed = at_once(partial(accept, offer), partial(expire, offer))

        assert isinstance(accepted, Assignment) != missed
        assert isinstance(accepted, Assignment | offers.OfferGone)
        assert Entry.objects.get(pk=offer.entry_id).status == ("waiting" if missed else "assigned")
        clear(offer)


def test_withdrawing_against_accepting_leaves_one_of_them(ana: Agent) -> None:
    for _ in range(ROUNDS):
        offer = cast.offered(sender=cast.another_number())
        accepted, withdrawn = at_once(partial(offers.accept, offer.pk, ana), partial(offers.withdraw, offer.pk))

        assert isinstance(accepted, Assignment) != withdrawn
        clear(offer)


def test_no_seventh_conversation_with_many_dispatchers_and_two_queues() -> None:
    lines = [cast.channel(f"+4477009000{n:02}", name=f"Line {n}") for n in range(2)]
    queues = [cast.queue(line.name, on=line) for line in lines]
    ana, ben = cast.agent("Ana", *queues), cast.agent("Ben", queues[0], capacity=2)
    for n in range(20):
        message = cast.receive(sender=cast.another_number(), to=lines[n % 2].number)
        assert placement.place(message.interaction_id)

    made = at_once(*[partial(dispatch.drain, queue.pk) for queue in queues] * 4)

    assert sum(made) == 8
    cast.assert_loads_add_up()
    assert dict(Agent.objects.values_list("name", "load")) == {ana.name: 6, ben.name: 2}
    assert Offer.objects.values("entry").distinct().count() == 8


def test_one_waiting_conversation_is_offered_once_by_many_dispatchers(ana: Agent, orders: Queue) -> None:
    cast.agent("Ben", orders)
    for _ in range(ROUNDS // 2):
        message = cast.receive(sender=cast.another_number())
        placement.place(message.interaction_id)
        made = at_once(*[partial(dispatch.drain, orders.pk)] * 4)

        assert sum(made) == 1
        offer = Offer.objects.get(entry__interaction=message.interaction_id)
        offers.withdraw(offer.pk)
        clear(offer)


def test_an_agent_who_logs_out_holds_nothing_or_stays(ana: Agent) -> None:
    for _ in range(ROUNDS):
        offer = cast.offered(sender=cast.another_number())
        log_out = partial(presence.set_status, ana, Agent.Status.LOGGED_OUT, by=ana.user)
        accepted, left = at_once(partial(offers.accept, offer.pk, ana), log_out)

        assert isinstance(accepted, Assignment) != isinstance(left, Agent)
        assert isinstance(accepted, Assignment | offers.OfferGone)
        offers.withdraw(offer.pk)
        presence.set_status(ana, Agent.Status.AVAILABLE, by=ana.user)
        clear(offer)
