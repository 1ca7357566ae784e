"""What agents write, good and bad."""

import uuid

import pytest
from django.test import Client

from cases.models import CannedMessage, Note
from customers.models import Customer
from routing.models import Assignment
from sms.models import Channel, Message
from tests import cast
from tests.console.browserlike import Browser

Status = Message.Status


def outbound() -> list[str]:
    return list(Message.objects.filter(direction="outbound").order_by("pk").values_list("body", flat=True))


def test_a_text_is_queued_and_the_composer_is_empty_again(desk: Browser, talk: Assignment) -> None:
    token = uuid.uuid4()
    answer = desk.post(f"/interactions/{talk.interaction_id}/messages", body="It is on its way.", token=token)

    assert Message.objects.get(token=token).status == Status.QUEUED
    line = answer.partials[f"#timeline-{talk.interaction_id}"]
    assert "It is on its way." in line
    assert "Queued" in line
    composer = answer.partials[f"#composer-{talk.interaction_id}"]
    assert "It is on its way." not in composer
    assert str(token) not in composer


def test_a_double_click_is_one_text(desk: Browser, talk: Assignment) -> None:
    token = uuid.uuid4()
    first = desk.post(f"/interactions/{talk.interaction_id}/messages", body="Hello", token=token)
    second = desk.post(f"/interactions/{talk.interaction_id}/messages", body="Hello", token=token)

    timeline = f"#timeline-{talk.interaction_id}"
    assert outbound() == ["Hello"]
    assert first.partials[timeline] == second.partials[timeline]


@pytest.mark.parametrize("body", ["", "   ", "\n\n"])
def test_an_empty_text_is_refused_at_the_field(body: str, desk: Browser, talk: Assignment) -> None:
    answer = desk.post(f"/interactions/{talk.interaction_id}/messages", body=body, token=uuid.uuid4())

    assert answer.status == 422
    assert "Type a message first." in answer.partials[f"#composer-{talk.interaction_id}"]
    assert outbound() == []


def test_a_text_of_1500_characters_goes_and_one_more_does_not(desk: Browser, talk: Assignment) -> None:
    path = f"/interactions/{talk.interaction_id}/messages"
    assert desk.post(path, body="😕" * 1500, token=uuid.uuid4()).status == 200
    answer = desk.post(path, body="x" * 1501, token=uuid.uuid4())

    assert answer.status == 422
    composer = answer.partials[f"#composer-{talk.interaction_id}"]
    assert "at most 1500 characters; this one has 1501" in composer
    assert "x" * 1501 in composer  # nobody loses what they typed


def test_line_ends_of_a_browser_count_once(desk: Browser, talk: Assignment) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/messages", body="a\r\nb", token=uuid.uuid4())

    assert outbound() == ["a\nb"]


@pytest.mark.parametrize("token", ["", "no-token"])
def test_a_composer_without_its_token_is_refused(token: str, desk: Browser, talk: Assignment) -> None:
    answer = desk.post(f"/interactions/{talk.interaction_id}/messages", body="Hello", token=token)

    assert answer.status == 422
    assert "Reload the page" in answer.html
    assert outbound() == []


def test_what_looks_like_html_is_text(desk: Browser, talk: Assignment) -> None:
    nasty = '<script>alert(1)</script></hx-partial><hx-partial hx-target="#offers">'
    answer = desk.post(f"/interactions/{talk.interaction_id}/messages", body=nasty, token=uuid.uuid4())

    assert "&lt;script&gt;" in answer.partials[f"#timeline-{talk.interaction_id}"]
    assert "#offers" not in answer.partials


def test_what_the_gate_refuses_is_said_at_the_field(desk: Browser, talk: Assignment) -> None:
    Channel.objects.update(is_active=False)
    answer = desk.post(f"/interactions/{talk.interaction_id}/messages", body="Hello", token=uuid.uuid4())

    assert answer.status == 422
    assert "switched off" in answer.partials[f"#composer-{talk.interaction_id}"]


def test_nothing_is_sent_after_the_end(desk: Browser, talk: Assignment) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/ending")
    answer = desk.post(f"/interactions/{talk.interaction_id}/messages", body="Late", token=uuid.uuid4())

    assert answer.status == 409
    assert "has ended" in answer.partials["#notices"]
    assert outbound() == []


def test_without_script_a_refused_text_stays_on_the_page(plain: Client, talk: Assignment) -> None:
    data = {"body": "y" * 1501, "token": str(uuid.uuid4())}
    page = plain.post(f"/interactions/{talk.interaction_id}/messages", data)

    assert page.status_code == 422
    assert "y" * 1501 in page.content.decode()


def test_without_script_a_text_goes_back_to_the_conversation(plain: Client, talk: Assignment) -> None:
    data = {"body": "Hello", "token": str(uuid.uuid4())}
    response = plain.post(f"/interactions/{talk.interaction_id}/messages", data)

    assert response["Location"] == f"/interactions/{talk.interaction_id}/"


def test_a_note_is_for_colleagues_only(desk: Browser, talk: Assignment) -> None:
    answer = desk.post(f"/interactions/{talk.interaction_id}/notes", body="Careful, has a dog.")

    assert Note.objects.get().body == "Careful, has a dog."
    assert "line note" in answer.partials[f"#timeline-{talk.interaction_id}"]
    assert outbound() == []


def test_an_empty_note_is_refused_at_its_field(desk: Browser, talk: Assignment) -> None:
    answer = desk.post(f"/interactions/{talk.interaction_id}/notes", body=" ")

    assert answer.status == 422
    assert "Type a note first." in answer.partials[f"#composer-{talk.interaction_id}"]


@pytest.mark.parametrize(
    ("status", "word"), [(Status.FAILED, "Send again"), (Status.UNCERTAIN, "It did not arrive, send again")]
)
def test_a_text_that_did_not_arrive_is_sent_again_once(status: str, word: str, desk: Browser, talk: Assignment) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/messages", body="Hello", token=uuid.uuid4())
    failed = Message.objects.get(direction="outbound")
    Message.objects.filter(pk=failed.pk).update(status=status, failure_reason="The phone was switched off.")
    assert word in desk.get(f"/interactions/{talk.interaction_id}/").html

    first = desk.post(f"/messages/{failed.pk}/resending")
    desk.post(f"/messages/{failed.pk}/resending")
    assert "Queued" in first.partials[f"#timeline-{talk.interaction_id}"]
    assert outbound() == ["Hello", "Hello"]


def test_a_text_that_arrived_is_not_sent_again(desk: Browser, talk: Assignment) -> None:
    desk.post(f"/interactions/{talk.interaction_id}/messages", body="Hello", token=uuid.uuid4())
    Message.objects.filter(direction="outbound").update(status=Status.DELIVERED)
    answer = desk.post(f"/messages/{Message.objects.get(direction='outbound').pk}/resending")

    assert answer.status == 409
    assert outbound() == ["Hello"]


def test_canned_messages_are_found_and_filled(desk: Browser, talk: Assignment) -> None:
    CannedMessage.objects.create(shortcut="greet", title="Greeting", body="Hi {first_name}, this is {agent}. {case}")
    CannedMessage.objects.create(shortcut="bye", title="Goodbye", body="Bye")
    Customer.objects.update(first_name="Carol")
    found = desk.get(f"/interactions/{talk.interaction_id}/canned?q=gree")

    assert f"Hi Carol, this is Ana. {talk.interaction.case.reference}" in found.html
    assert "/bye" not in found.html


def test_a_canned_message_to_a_nameless_customer_has_no_hole(desk: Browser, talk: Assignment) -> None:
    CannedMessage.objects.create(shortcut="greet", title="Greeting", body="Hi {first_name}, how can I help?")

    assert "Hi, how can I help?" in desk.get(f"/interactions/{talk.interaction_id}/canned").html


def test_nothing_canned_is_said(desk: Browser, talk: Assignment) -> None:
    assert "Nothing found" in desk.get(f"/interactions/{talk.interaction_id}/canned?q=%00zz").html


def test_arabic_and_emoji_are_shown_as_they_came(desk: Browser, talk: Assignment) -> None:
    cast.receive("مرحبا 👋🏽")

    assert "مرحبا 👋🏽" in desk.get(f"/interactions/{talk.interaction_id}/").partials["#workspace"]
