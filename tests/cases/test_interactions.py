"""The life of a conversation: continued or opened, ended, closed; and whose it is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import interactions
from cases.models import Case, Disposition, Interaction
from customers.models import Customer, Phone
from tests.cast import LINE, kinds_of

Status = Interaction.Status


def text(phone: Phone, endpoint: str = LINE, subject: str = "One more thing") -> tuple[Interaction, bool]:
    return interactions.continue_or_open(phone, endpoint, subject, timezone.now())


def test_a_first_text_opens_a_conversation_with_its_case(phone: Phone, carol: Customer) -> None:
    interaction, is_new = text(phone, subject="A lost parcel")

    assert is_new
    assert (interaction.customer, interaction.case.subject) == (carol, "A lost parcel")
    assert kinds_of(interaction) == ["opened"]


def test_another_text_continues_it(phone: Phone, talk: Interaction) -> None:
    assert text(phone) == (talk, False)


def test_another_endpoint_is_another_conversation_on_the_same_case(phone: Phone, talk: Interaction) -> None:
    other, is_new = text(phone, "+447700900002")

    assert is_new
    assert other.case == talk.case


@pytest.mark.parametrize("finished", [False, True])
def test_after_the_end_a_text_opens_a_new_one(phone: Phone, talk: Interaction, ana: User, finished: bool) -> None:
    interactions.end(talk, ana)
    if finished:
        interactions.close(talk, None, ana)
    new, is_new = text(phone)

    assert is_new
    assert (new.case, new.customer) == (talk.case, talk.customer)


def test_the_database_refuses_two_open_ones(phone: Phone, talk: Interaction) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Interaction.objects.create(customer=talk.customer, phone=phone, endpoint=LINE, case=talk.case)


def test_ending_leaves_nobody_waiting(talk: Interaction, ana: User) -> None:
    Interaction.objects.update(awaiting_reply_since=timezone.now())
    interactions.end(talk, ana)

    talk.refresh_from_db()
    assert (talk.status, talk.awaiting_reply_since) == (Status.WRAP_UP, None)
    assert talk.events.latest("number").actor == ana


def test_it_ends_once(talk: Interaction, ana: User) -> None:
    interactions.end(talk, ana)

    with pytest.raises(interactions.NotOpen):
        interactions.end(talk, ana)
    assert kinds_of(talk) == ["opened", "ended"]


def test_closing_says_how_it_ended(talk: Interaction, ana: User) -> None:
    solved = Disposition.objects.create(code="solved", label="Solved")
    interactions.end(talk, ana)
    interactions.close(talk, solved, ana)

    talk.refresh_from_db()
    assert (talk.status, talk.disposition) == (Status.CLOSED, solved)
    assert talk.events.latest("number").detail == {"disposition": "Solved", "case": talk.case.reference}


def test_only_what_is_in_wrap_up_closes_and_only_once(talk: Interaction, ana: User) -> None:
    with pytest.raises(interactions.NotInWrapUp):
        interactions.close(talk, None, ana)
    interactions.end(talk, ana)
    interactions.close(talk, None, ana)
    with pytest.raises(interactions.NotInWrapUp):
        interactions.close(talk, None, ana)


@pytest.mark.parametrize("status", [Status.WRAP_UP, Status.CLOSED])
def test_the_database_refuses_an_end_without_its_moment(talk: Interaction, status: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Interaction.objects.filter(pk=talk.pk).update(status=status)


def test_saying_whose_it_is_moves_it_to_their_case(talk: Interaction, phone: Phone, ana: User) -> None:
    cora = Customer.objects.create(first_name="Cora")
    cora.phones.add(phone)
    interactions.identify(talk, cora, ana)

    talk.refresh_from_db()
    assert (talk.customer, talk.case.customer) == (cora, cora)
    assert talk.events.latest("number").detail == {"case": talk.case.reference}


def test_whose_it_is_takes_the_case_they_have_open(talk: Interaction, ana: User) -> None:
    cora = Customer.objects.create(first_name="Cora")
    theirs = Case.objects.create(customer=cora, subject="A wrong bill")
    interactions.identify(talk, cora, ana)

    talk.refresh_from_db()
    assert talk.case == theirs


def test_the_case_that_was_opened_for_a_stand_in_goes_with_them(talk: Interaction, ana: User) -> None:
    meant = Case.objects.get()
    interactions.identify(talk, Customer.objects.create(first_name="Cora"), ana)

    assert not Case.objects.filter(pk=meant.pk).exists()


def test_an_older_case_of_a_stand_in_stays(talk: Interaction, ana: User) -> None:
    Case.objects.update(opened_at=talk.started_at - timedelta(days=1))
    talk.refresh_from_db()
    interactions.identify(talk, Customer.objects.create(first_name="Cora"), ana)

    assert Case.objects.count() == 2
