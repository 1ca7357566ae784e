"""The demo's ports: movable, and checked before anything starts."""

import socket

import pytest

from contactcenter.local.demo_processes import Ports
from contactcenter.local.processes import CannotStart, free_port

NAMES = ("WEB_PORT", "INGRESS_PORT", "PHONE_PORT", "SIMULATOR_PORT")


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    ports = {name: free_port() for name in NAMES}
    for name, port in ports.items():
        monkeypatch.setenv(name, str(port))
    return ports


def test_ports_come_from_the_environment(free: dict[str, int]) -> None:
    assert Ports.from_environment() == Ports(**free)


def test_a_taken_port_is_named_with_one_that_is_free(free: dict[str, int]) -> None:
    with socket.socket() as other_program:
        other_program.bind(("127.0.0.1", free["INGRESS_PORT"]))
        other_program.listen()
        with pytest.raises(CannotStart, match=rf"Port {free['INGRESS_PORT']} is taken.*INGRESS_PORT=\d+ make run"):
            Ports.from_environment()


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(free: dict[str, int], monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("WEB_PORT", text)
    with pytest.raises(CannotStart, match=f"WEB_PORT={text} is not a port"):
        Ports.from_environment()


def test_one_port_for_two_is_refused(free: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHONE_PORT", str(free["WEB_PORT"]))
    with pytest.raises(CannotStart, match=r"PHONE_PORT=.* is used twice"):
        Ports.from_environment()
