"""STOP, START and HELP: recorded, confirmed once, enforced at the gate."""

import pytest

from cases.models import Event, Interaction
from routing.models import Assignment, Entry
from sms import consent, outbound, sending
from sms.consent import Keyword
from sms.models import Channel, Country, Message, OptOut
from tests import cast


def confirmations() -> list[str]:
    ours = Message.objects.filter(purpose=Message.Purpose.CONSENT).order_by("pk")
    return list(ours.values_list("body", flat=True))


def lines(kind: Event.Kind) -> int:
    return Event.objects.filter(kind=kind).count()


@pytest.mark.parametrize(
    ("body", "keyword"),
    [
        ("STOP", Keyword.STOP),
        (" stop. ", Keyword.STOP),
        ("Stop!", Keyword.STOP),
        ("“STOP”", Keyword.STOP),
        ("S.T.O.P", Keyword.STOP),
        ("stop 🛑", Keyword.STOP),
        ("STOP\n", Keyword.STOP),
        ("Stopall", Keyword.STOP),
        ("unsubscribe", Keyword.STOP),
        ("Cancel", Keyword.STOP),
        ("END", Keyword.STOP),
        ("quit", Keyword.STOP),
        ("opt-out", Keyword.STOP),
        ("START", Keyword.START),
        ("unstop", Keyword.START),
        ("Yes!", Keyword.START),
        ("HELP", Keyword.HELP),
        ("info?", Keyword.HELP),
        ("stop it please", None),
        ("please stop", None),
        ("stop stop", None),
        ("nonstop", None),
        ("stopp", None),
        ("the end", None),
        ("I need help", None),
        ("...", None),
        ("", None),
        ("🛑", None),
    ],
)
def test_a_keyword_counts_alone_in_any_case_with_any_punctuation(body: str, keyword: Keyword | None) -> None:
    assert consent.keyword_in(body) == keyword


def test_stop_is_recorded_with_where_it_came_from(line: Channel) -> None:
    cast.receive("Stop!")

    opted_out = OptOut.objects.get()
    assert (opted_out.phone.number, opted_out.source, opted_out.channel) == (cast.CAROL, OptOut.Source.KEYWORD, line)
    assert lines(Event.Kind.OPTED_OUT) == 1


def test_stop_of_a_new_customer_is_confirmed_and_asks_no_agent(line: Channel) -> None:
    cast.queue(on=line)
    message = cast.receive("STOP")
    cast.run_jobs(names="routing")

    assert confirmations() == [consent.CONFIRMATIONS[Keyword.STOP]]
    assert not Entry.objects.exists()
    message.interaction.refresh_from_db()
    assert message.interaction.status == Interaction.Status.CLOSED


def test_stop_however_often_is_confirmed_once_and_asks_no_agent(line: Channel) -> None:
    cast.queue(on=line)
    for body in ("STOP", "stop", "Unsubscribe"):
        cast.receive(body)
    cast.run_jobs(names="routing")

    assert len(confirmations()) == OptOut.objects.count() == 1
    assert not (Entry.objects.exists() or cast.open_interactions())


def test_stop_in_an_open_conversation_leaves_it_with_its_agent(held: Assignment) -> None:
    cast.receive("STOP")

    assert Assignment.objects.held().get() == held
    assert cast.kinds_of(held.interaction)[-3:] == ["text", "opted_out", "text"]


def test_talk_that_has_the_word_in_it_is_talk(line: Channel) -> None:
    cast.receive("stop it please")

    assert not OptOut.objects.exists()
    assert confirmations() == []


def test_the_confirmation_itself_passes_the_gate(line: Channel) -> None:
    cast.receive("STOP")

    assert outbound.obstacle(Message.objects.get(purpose=Message.Purpose.CONSENT)) == ""


def test_stop_counts_even_where_no_confirmation_can_be_sent(line: Channel) -> None:
    Country.objects.filter(iso="GB").update(can_send=False)
    cast.receive("STOP")

    assert OptOut.objects.count() == 1
    assert confirmations() == []
    assert lines(Event.Kind.NOT_SENT) == 1


def test_stop_from_a_short_code_is_recorded(line: Channel) -> None:
    cast.receive("STOP", sender="72345")

    assert OptOut.objects.get().phone.number == "72345"
    assert confirmations() == []


def test_stop_on_one_channel_counts_on_all(line: Channel, held: Assignment) -> None:
    sales = cast.channel("+447700900002", name="Sales")
    cast.receive("STOP", to=sales.number)

    with pytest.raises(outbound.Refused, match="opted out"):
        outbound.queue(held.interaction, body="Hello", author=held.agent.user)


def test_stop_between_queueing_and_sending_fails_the_text(held: Assignment) -> None:
    message = outbound.queue(held.interaction, body="It is on its way.", author=held.agent.user)
    cast.receive("STOP")
    sending.send(message.pk)

    message.refresh_from_db()
    assert message.status == Message.Status.FAILED
    assert message.failure_reason == "The customer opted out before this text went out."


def test_start_opts_in_again_and_is_confirmed(line: Channel) -> None:
    for body in ("STOP", "START"):
        cast.receive(body)

    assert OptOut.objects.get().revoked_at is not None
    assert confirmations() == [consent.CONFIRMATIONS[Keyword.STOP], consent.CONFIRMATIONS[Keyword.START]]
    assert lines(Event.Kind.OPTED_IN) == 1


def test_stop_and_start_can_go_on(line: Channel) -> None:
    for body in ("STOP", "START", "STOP", "START", "STOP"):
        cast.receive(body)

    assert len(confirmations()) == 5
    assert OptOut.objects.filter(revoked_at=None).count() == 1
    assert OptOut.objects.count() == 3


@pytest.mark.parametrize("body", ["START", "yes"])
def test_start_from_somebody_who_never_opted_out_is_talk(line: Channel, body: str) -> None:
    cast.queue(on=line)
    cast.receive(body)
    cast.run_jobs(names="routing")

    assert confirmations() == []
    assert Entry.objects.count() == 1


def test_help_is_answered_with_the_channels_name(line: Channel) -> None:
    cast.queue(on=line)
    cast.receive("Help")
    cast.run_jobs(names="routing")

    assert confirmations() == [consent.CONFIRMATIONS[Keyword.HELP].format(channel=line.name)]
    assert not Entry.objects.exists()


def test_help_is_answered_after_stop_too(line: Channel) -> None:
    for body in ("STOP", "HELP"):
        cast.receive(body)

    assert len(confirmations()) == 2
    assert lines(Event.Kind.NOT_SENT) == 0
