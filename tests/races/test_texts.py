"""Texts that come in at the same moment."""

from functools import partial

import pytest

from cases.models import Case, Interaction
from customers.models import Customer
from routing import assignments
from sms import inbound
from sms.models import Callback, Message
from tests import cast
from tests.races.starting_line import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def take(body: str, sender: str) -> inbound.Taken:
    each = cast.text(body, sender=sender)
    return inbound.take("vonage", each, body.encode())


def test_two_texts_of_a_new_customer_make_one_conversation() -> None:
    cast.channel()
    for _ in range(ROUNDS):
        sender = cast.another_number()
        taken = at_once(partial(take, "Hello", sender), partial(take, "Anybody there?", sender))

        assert taken == [inbound.Taken.ACCEPTED] * 2
        interaction = Interaction.objects.get(phone__number=sender)
        assert cast.kinds_of(interaction) == ["opened", "text", "text"]
        assert Customer.objects.filter(phones__number=sender).count() == 1
        assert Case.objects.filter(customer=interaction.customer).count() == 1


def test_the_same_text_ten_times_is_one_text() -> None:
    cast.channel()
    for _ in range(ROUNDS // 2):
        each = cast.text(sender=cast.another_number())
        taken = at_once(*[partial(inbound.take, "vonage", each, b"{}")] * 10)

        assert sorted(taken) == [inbound.Taken.ACCEPTED, *[inbound.Taken.REPEATED] * 9]
        assert Message.objects.filter(carrier_reference=each.reference).count() == 1
        assert Callback.objects.filter(reference=each.reference).count() == 1


def test_a_text_against_the_end_lands_before_it_or_in_a_new_conversation() -> None:
    ana = cast.agent("Ana", cast.queue(on=cast.channel()))
    for _ in range(ROUNDS):
        sender = cast.another_number()
        assignment = cast.held(ana, sender=sender)
        taken, ended = at_once(partial(take, "One more thing", sender), partial(assignments.end, assignment, ana.user))

        assert taken == inbound.Taken.ACCEPTED
        assert ended == assignment
        kinds = cast.kinds_of(assignment.interaction)
        new = Interaction.objects.open().filter(phone__number=sender)
        assert kinds[-1] == "ended"
        assert kinds.count("text") + new.filter(messages__body="One more thing").count() == 2
        assignments.finish(assignment, disposition=None, by=ana.user)
    cast.assert_loads_add_up()
