"""Lines that break before, during and after a text is handed over: what is certain, and what is not."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from sms.carriers.base import Accepted, CarrierError, OutboundText, OutcomeUnknown, PermanentError, TemporaryError
from sms.carriers.vonage import VonageCarrier, VonageConfig
from sms.carriers.vonage.clients import CachingAuth, Clients
from tests.simulator import Simulator


@contextmanager
def listening(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Somebody on a free port who treats every connection as told; yields host and port."""
    server = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            kept.append(connection)
            behave(connection)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.close()
        for one in kept:
            one.close()


def outcome_of(config: VonageConfig, host: str, text: OutboundText) -> Accepted | CarrierError:
    try:
        return VonageCarrier(replace(config, api_host=host, timeout=1)).submit(text)
    except CarrierError as error:
        return error


def test_nobody_listening_is_temporary(config: VonageConfig, text: OutboundText) -> None:
    with listening(lambda connection: None) as host:
        pass
    assert isinstance(outcome_of(config, host, text), TemporaryError)


def test_a_host_that_does_not_exist_is_temporary(config: VonageConfig, text: OutboundText) -> None:
    assert isinstance(outcome_of(config, "carrier.invalid", text), TemporaryError)


def test_a_handshake_that_hangs_is_temporary_because_nothing_was_sent(config: VonageConfig, text: OutboundText) -> None:
    with listening(lambda connection: None) as host:
        assert isinstance(outcome_of(config, host, text), TemporaryError)


def test_a_handshake_cut_short_is_temporary(config: VonageConfig, text: OutboundText) -> None:
    with listening(lambda connection: connection.close()) as host:
        assert isinstance(outcome_of(config, host, text), TemporaryError)


def test_a_server_that_speaks_no_tls_is_temporary(config: VonageConfig, text: OutboundText) -> None:
    with listening(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as host:
        assert isinstance(outcome_of(config, host, text), TemporaryError)


def test_a_certificate_nobody_vouches_for_is_temporary(
    carrier: VonageCarrier, text: OutboundText, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(TemporaryError):
        carrier.submit(text)


def test_a_certificate_bundle_that_is_missing_is_the_operators_to_mend(
    carrier: VonageCarrier, text: OutboundText, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/certificate.pem")
    with pytest.raises(PermanentError) as refused:
        carrier.submit(text)
    assert refused.value.code == "configuration"


def test_a_host_that_is_no_host_is_the_operators_to_mend(config: VonageConfig, text: OutboundText) -> None:
    failure = outcome_of(config, "https://api.nexmo.com", text)
    assert isinstance(failure, PermanentError | TemporaryError)


def test_an_older_failure_being_handled_does_not_make_a_new_one_certain(
    carrier: VonageCarrier, config: VonageConfig, simulator: Simulator, text: OutboundText
) -> None:
    """Sent again from an `except` block, a lost reply must not pass for the refused connection before
    it."""
    with listening(lambda connection: None) as host:
        pass
    simulator.trouble(on="send", drop="after")
    try:
        VonageCarrier(replace(config, api_host=host)).submit(text)
    except TemporaryError:
        with pytest.raises(OutcomeUnknown):
            carrier.submit(text)


def test_a_connection_long_idle_is_not_trusted(config: VonageConfig) -> None:
    patient, hasty = Clients(config), Clients(replace(config, idle_limit=0.05))
    kept, dropped = patient.for_json(), hasty.for_json()
    time.sleep(0.1)
    assert patient.for_json() is kept
    assert hasty.for_json() is not dropped


def test_each_thread_and_purpose_has_a_client_of_its_own(config: VonageConfig) -> None:
    clients = Clients(config)
    seen = [clients.for_json(), clients.for_forms()]
    other = threading.Thread(target=lambda: seen.extend((clients.for_json(), clients.for_forms())))
    other.start()
    other.join()
    assert len({id(one) for one in seen}) == 4
    assert clients.for_json() is seen[0]


def test_a_token_is_made_once_in_ten_minutes_by_either_clock(
    config: VonageConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth = CachingAuth(application_id=config.application_id, private_key=config.private_key)
    wall, steady = 1_800_000_000.0, 1000.0
    monkeypatch.setattr("sms.carriers.vonage.clients.time.time", lambda: wall)
    monkeypatch.setattr("sms.carriers.vonage.clients.time.monotonic", lambda: steady)
    first = auth.create_jwt_auth_string()
    wall, steady = wall + 599, steady + 599
    assert auth.create_jwt_auth_string() == first
    wall -= 3600
    second = auth.create_jwt_auth_string()
    steady += 601
    third = auth.create_jwt_auth_string()
    auth.forget_token()
    assert len({first, second, third, auth.create_jwt_auth_string()}) == 4
