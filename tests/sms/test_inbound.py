"""A customer's text is taken once, kept whatever happens, and put where it belongs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.models import Interaction
from customers import directory
from customers.models import Customer, Phone
from sms import inbound
from sms.carriers.base import InboundText, Media
from sms.models import Callback, Channel, Country, Message
from tests import cast

HOUR = timedelta(hours=1)
Taken = inbound.Taken


def take(text: InboundText | None = None, **fields: Any) -> inbound.Taken:
    return inbound.take("vonage", text or cast.text(**fields), b"{}")


@contextmanager
def trouble() -> Iterator[None]:
    """A database that takes no texts: as after a migration gone wrong."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sms_message ADD CONSTRAINT no_texts CHECK (body = '') NOT VALID")
        yield
        cursor.execute("ALTER TABLE sms_message DROP CONSTRAINT no_texts")


def test_a_text_is_taken_into_a_conversation(line: Channel) -> None:
    assert take() == Taken.ACCEPTED

    message = Message.objects.get()
    assert (message.body, message.status, message.channel) == ("Where is my parcel?", Message.Status.RECEIVED, line)
    assert message.phone.number == cast.CAROL
    assert cast.kinds_of(message.interaction) == ["opened", "text"]


def test_its_callback_says_what_became_of_it(line: Channel) -> None:
    text = cast.text()
    inbound.take("vonage", text, b'{"as": "it came"}')

    callback = Callback.objects.get()
    assert (callback.outcome, callback.message) == (Callback.Outcome.ACCEPTED, Message.objects.get())
    assert bytes(callback.body) == b'{"as": "it came"}'


def test_the_customer_waits_since_the_text(line: Channel) -> None:
    message = cast.receive()

    assert message.interaction.awaiting_reply_since == message.event.at


def test_the_same_text_ten_times_is_one(line: Channel) -> None:
    text = cast.text()

    assert [take(text) for _ in range(10)] == [Taken.ACCEPTED, *[Taken.REPEATED] * 9]
    assert Message.objects.count() == 1


def test_only_a_new_conversation_asks_for_a_place(line: Channel) -> None:
    take()
    take()

    assert ProcrastinateJob.objects.filter(task_name="routing.place").count() == 1


def test_a_known_customer_is_recognised(line: Channel) -> None:
    carol = Customer.objects.create(first_name="Carol")
    carol.phones.add(Phone.objects.create(number=cast.CAROL, country="GB"))
    take()

    assert Interaction.objects.get().customer == carol


def test_a_text_to_an_unknown_number_is_refused_and_kept(line: Channel) -> None:
    assert take(to="+447700900002") == Taken.REFUSED

    callback = Callback.objects.get()
    assert (callback.outcome, callback.error) == (Callback.Outcome.REFUSED, "+447700900002 is not a channel of ours.")
    assert not Interaction.objects.exists()


def test_a_text_to_a_channel_that_is_switched_off_is_refused_and_kept(line: Channel) -> None:
    Channel.objects.update(is_active=False)

    assert take() == Taken.REFUSED
    assert "switched off" in Callback.objects.get().error


def test_a_text_in_a_country_that_does_not_receive_is_refused_and_kept(line: Channel) -> None:
    Country.objects.filter(iso="GB").update(can_receive=False)

    assert take() == Taken.REFUSED
    assert "not enabled for receiving" in Callback.objects.get().error


@pytest.mark.parametrize("sender", ["72345", "AMAZON"])
def test_a_sender_without_a_number_is_a_customer_too(line: Channel, sender: str) -> None:
    first, second = cast.receive(sender=sender), cast.receive(sender=sender)

    assert first.interaction == second.interaction
    assert (first.phone.number, first.phone.country) == (sender, "")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a\x00b", "a\ufffdb"),
        ("broken \ud83d here", "broken \ufffd here"),
        ("👩‍👩‍👧 🇬🇧", "👩‍👩‍👧 🇬🇧"),
        ("שלום עולם", "שלום עולם"),
        ("مرحبا \u202eabc", "مرحبا \u202eabc"),
        ("", ""),
        (" \n ", " \n "),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_every_text_is_shown_as_it_can_be(line: Channel, sent: str, shown: str) -> None:
    assert cast.post("inbound", cast.inbound_body(sent)).status_code == 200

    message = Message.objects.get()
    assert message.body == shown
    assert message.interaction.case.subject == (" ".join(shown.split()) or "A picture")


def test_a_text_longer_than_any_handset_sends_is_cut_but_kept_whole(line: Channel) -> None:
    words = "Help! " * 10_000
    cast.post("inbound", cast.inbound_body(words))

    assert Message.objects.get().body == words[: inbound.LONGEST]
    assert words.encode() in bytes(Callback.objects.get().body)


def test_every_picture_of_a_text_is_kept_with_its_words(line: Channel) -> None:
    pictures = tuple(Media("image", f"https://example.com/{n}.png", f"{n}.png", f"Dent {n}") for n in range(3))
    take(cast.text("", media=pictures))

    media = Message.objects.get().media
    assert [each["caption"] for each in media] == ["Dent 0", "Dent 1", "Dent 2"]
    assert Interaction.objects.get().case.subject == "A picture"


def test_a_long_text_is_a_short_subject(line: Channel) -> None:
    take(body="word " * 100)

    assert len(Interaction.objects.get().case.subject) == 78


def test_trouble_in_the_middle_keeps_the_text_and_nothing_half(line: Channel) -> None:
    with trouble():
        assert take() == Taken.POSTPONED

    callback = Callback.objects.get()
    assert (callback.outcome, callback.attempts) == (Callback.Outcome.PENDING, 1)
    assert "no_texts" in callback.error
    assert not (Interaction.objects.exists() or Phone.objects.exists())


def test_after_the_trouble_a_job_puts_it_where_it_belongs(line: Channel) -> None:
    with trouble():
        cast.post("inbound", cast.inbound_body("Hello?"))
        assert cast.run_jobs(names="sms.try_again", until=timedelta(seconds=3)) == ["sms.try_again"]
    assert cast.run_jobs(names="sms.try_again") == []
    cast.run_jobs(names="sms.try_again", until=timedelta(seconds=5))

    callback = Callback.objects.get()
    assert (callback.outcome, callback.error) == (Callback.Outcome.ACCEPTED, "")
    assert callback.message is not None
    assert callback.message.body == "Hello?"


def test_the_carriers_own_retry_meanwhile_is_a_repeat(line: Channel) -> None:
    body = cast.inbound_body()
    with trouble():
        cast.post("inbound", body)
    assert cast.post("inbound", body).content == b"repeated\n"
    cast.run_jobs(names="sms.try_again", until=HOUR)

    assert Message.objects.count() == 1


def test_a_text_is_tried_again_once(line: Channel) -> None:
    take()

    assert inbound.try_again(Callback.objects.get().pk) == Taken.REPEATED


def test_after_many_quick_tries_it_is_tried_more_slowly_until_it_succeeds(line: Channel) -> None:
    with trouble():
        cast.post("inbound", cast.inbound_body())
        tries = cast.run_jobs(names="sms.try_again", until=HOUR)
    assert len(tries) == inbound.QUICK_TRIES

    inbound.try_pending(timezone.now() + timedelta(minutes=1))
    assert cast.run_jobs(names="sms.try_again") == []
    inbound.try_pending(timezone.now() + timedelta(minutes=4))
    assert cast.run_jobs(names="sms.try_again") == ["sms.try_again"]
    assert Callback.objects.get().outcome == Callback.Outcome.ACCEPTED


def test_a_text_that_a_crash_left_without_a_job_is_tried_by_the_sweep(line: Channel) -> None:
    body = json.dumps(cast.inbound_body("Hello?")).encode()
    long_ago = timezone.now() - HOUR
    Callback.objects.create(carrier="vonage", reference="orphan", body=body, received_at=long_ago)
    inbound.try_pending(timezone.now())
    cast.run_jobs(names="sms.try_again")

    assert Message.objects.get().body == "Hello?"


def test_no_log_holds_the_text_that_could_not_be_placed(line: Channel, caplog: pytest.LogCaptureFixture) -> None:
    with trouble():
        cast.post("inbound", cast.inbound_body("My card number is 4111"))

    assert "kept for another try" in caplog.text
    assert "4111" not in caplog.text


def test_when_it_came_is_told_by_the_carrier(line: Channel) -> None:
    sent_at = timezone.now() - HOUR
    take(sent_at=sent_at)

    assert Message.objects.get().sent_at == sent_at


def test_two_numbers_of_a_customer_are_two_conversations_on_one_case(line: Channel) -> None:
    cast.receive(sender=cast.CAROL)
    phone = Phone.objects.create(number=cast.DAVE, country="GB")
    Customer.objects.get().phones.add(phone)
    cast.receive(sender=cast.DAVE)

    first, second = Interaction.objects.order_by("pk")
    assert (first.phone, second.phone) == (Phone.objects.get(number=cast.CAROL), phone)
    assert first.case == second.case
    assert directory.sharing(phone) == [first.customer]
