"""A simulated carrier, somebody who receives its webhooks, and our carrier talking to it."""

from collections.abc import Iterator

import pytest

from sms.carriers.base import OutboundText
from sms.carriers.vonage import VonageCarrier, VonageConfig
from tests.simulator import Simulator
from tests.sms.carriers.receiver import Receiver

CHANNEL = "+447400123000"
AMELIA = "+447400123457"


@pytest.fixture(scope="session")
def one_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def one_simulator(one_receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path_factory.mktemp("simulator"))
    urls = (f"{one_receiver.url}/inbound", f"{one_receiver.url}/status")
    simulator.start(*urls, "--number", f"{CHANNEL}=Sales")
    yield simulator
    simulator.stop()


@pytest.fixture
def receiver(one_receiver: Receiver, one_simulator: Simulator) -> Iterator[Receiver]:
    """Receives the simulator's webhooks; empty at the start of a test."""
    one_receiver.reset()
    yield one_receiver
    one_receiver.reset()


@pytest.fixture
def simulator(one_simulator: Simulator, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """The carrier, without trouble and with nothing under way."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", one_simulator.ready["certificate"])
    yield one_simulator
    one_simulator.clear()
    one_simulator.quiesce()


@pytest.fixture
def config(simulator: Simulator) -> VonageConfig:
    """The account as our settings would hold it."""
    ready = simulator.ready
    return VonageConfig(
        api_key=ready["api_key"],
        api_secret=ready["api_secret"],
        application_id=ready["application_id"],
        private_key=ready["private_key"],
        signature_secret=ready["signature_secret"],
        api_host=ready["api"],
        rest_host=ready["api"],
        timeout=2,
    )


@pytest.fixture
def carrier(config: VonageConfig) -> VonageCarrier:
    """Our carrier, with the unmodified SDK inside."""
    return VonageCarrier(config)


@pytest.fixture
def text(request: pytest.FixtureRequest) -> OutboundText:
    """A text to Amelia, with the test's name as our reference."""
    return OutboundText(request.node.name[:100], CHANNEL, AMELIA, "Your order is on its way.")
