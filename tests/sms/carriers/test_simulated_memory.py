"""A simulated carrier that is killed remembers what it took and goes on delivering it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sms.carriers.base import OutboundText
from sms.carriers.vonage import VonageCarrier, VonageConfig
from tests.simulator import Simulator
from tests.sms.carriers.conftest import AMELIA, CHANNEL
from tests.sms.carriers.receiver import Receiver


@pytest.fixture
def mortal(tmp_path: Path, receiver: Receiver) -> Iterator[Simulator]:
    """A carrier of this test's own."""
    simulator = Simulator(tmp_path / "state")
    yield simulator.start(f"{receiver.url}/inbound", f"{receiver.url}/status", "--number", f"{CHANNEL}=Sales")
    simulator.stop()


def test_a_killed_carrier_delivers_after_its_restart_what_it_owed(mortal: Simulator, receiver: Receiver) -> None:
    receiver.answers.extend([503] * 3)
    uuid = mortal.text(AMELIA, CHANNEL, "Is this on?")
    receiver.wait_for(lambda: len(receiver.inbound()) >= 2)
    mortal.kill()
    receiver.answers.clear()
    mortal.restart()
    mortal.quiesce()
    assert receiver.inbound()[-1].fields["message_uuid"] == uuid
    (entry,) = mortal.ledger()["inbound"]
    assert (entry["uuid"], entry["outcome"]) == (uuid, "taken")


def test_a_restarted_carrier_is_the_same_carrier(
    mortal: Simulator, config: VonageConfig, text: OutboundText, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(mortal.ready)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", before["certificate"])
    ours = replace(
        config,
        api_host=before["api"],
        application_id=before["application_id"],
        private_key=before["private_key"],
    )
    VonageCarrier(ours).submit(text)
    mortal.ask("POST", "/phone/handsets", {"name": "Kim", "number": "+47 40 61 23 45"})
    mortal.stop()
    mortal.restart()
    assert mortal.ready == before
    VonageCarrier(ours).submit(replace(text, reference="after"))
    mortal.quiesce()
    assert [one["client_ref"] for one in mortal.ledger()["outbound"]] == [text.reference, "after"]
    state = mortal.ask("GET", "/phone/state").json()
    assert [one["text"] for one in state["texts"][AMELIA]] == [text.body, text.body]
    assert state["handsets"][-1]["name"] == "Kim"


def test_a_torn_last_line_is_left_out(mortal: Simulator, receiver: Receiver) -> None:
    mortal.text(AMELIA, CHANNEL, "Hello")
    mortal.quiesce()
    mortal.kill()
    journal = mortal.directory / "journal.jsonl"
    journal.write_text(journal.read_text() + '["put","Text",{"uu')
    mortal.restart()
    mortal.text(AMELIA, CHANNEL, "Hello again")
    mortal.quiesce()
    mortal.stop()
    mortal.restart()
    assert [one["text"] for one in mortal.ledger()["inbound"]] == ["Hello", "Hello again"]


def test_it_ends_with_the_one_who_started_it(mortal: Simulator) -> None:
    process = mortal._process
    assert process is not None and process.stdin is not None
    process.stdin.close()
    assert process.wait(5) == 0


def test_a_port_that_is_taken_gets_a_sentence(mortal: Simulator, tmp_path: Path) -> None:
    second = Simulator(tmp_path / "second")
    taken = mortal.ready["api"].rpartition(":")[2]
    with pytest.raises(RuntimeError, match=rf"Port {taken} .* choose another"):
        second.start("http://127.0.0.1:1/", "http://127.0.0.1:1/", "--api-port", taken)


def test_what_is_owed_goes_to_the_address_of_today(mortal: Simulator, receiver: Receiver) -> None:
    receiver.answers.extend([503] * 50)
    mortal.text(AMELIA, CHANNEL, "Are you still there?")
    receiver.wait_for(lambda: len(receiver.inbound()) >= 1)
    mortal.kill()
    receiver.reset()
    mortal.restart("--inbound-url", f"{receiver.url}/status")
    mortal.quiesce()
    assert [one.path for one in receiver.received] == ["/status"]
