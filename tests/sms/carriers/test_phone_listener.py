"""The simulator's phone listener: its page, and who may give it orders. The page in use is in
tests/browser."""

import re

import phonenumbers
import pytest

from sms.carriers.simulator.handsets import HANDSETS
from sms.carriers.simulator.tariff import COUNTRIES, country_of, parts_of
from tests.simulator import Simulator
from tests.sms.carriers.conftest import AMELIA, CHANNEL


def test_the_page_and_all_it_names_are_served_with_their_types(simulator: Simulator) -> None:
    page = simulator.ask("GET", "/")
    named = re.findall(r'(?:href|src)="(/[^"]+)"', page.text)
    imported = [f"/{one}" for one in ("handset.js", "thread.js", "trouble.js")]
    types = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    assert page.headers["Content-Type"].startswith("text/html")
    for path in [*named, *imported]:
        answer = simulator.ask("GET", path)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"].startswith(types[path[path.rindex(".") :]])


def test_the_page_allows_no_inline_code_and_has_none(simulator: Simulator) -> None:
    page = simulator.ask("GET", "/")
    assert "'unsafe" not in page.headers["Content-Security-Policy"]
    assert not re.search(r"<style|<script(?![^>]*src=)|\son\w+=|\sstyle=", page.text)


@pytest.mark.parametrize("name", ["parcel", "plant", "sunset"])
def test_a_picture_is_a_png(simulator: Simulator, name: str) -> None:
    answer = simulator.ask("GET", f"/media/{name}.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize("path", ["/nothing", "/media/none.png", "/media/../index.html", "/phone.py"])
def test_nothing_else_is_served(simulator: Simulator, path: str) -> None:
    assert simulator.ask("GET", path).status_code == 404


@pytest.mark.parametrize("header", [{"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example:80"}])
def test_another_sites_page_gives_no_orders(simulator: Simulator, header: dict[str, str]) -> None:
    order = {"from": AMELIA, "to": CHANNEL, "text": "Hello"}
    answer = simulator.ask("POST", "/control/inbound", order, header)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"from": AMELIA, "to": CHANNEL},
        {"from": AMELIA, "to": CHANNEL, "text": 7},
        {"from": "", "to": CHANNEL, "text": "Hello"},
        {"from": AMELIA, "to": CHANNEL, "media": [{"kind": "hologram", "url": "/x"}]},
        {"from": AMELIA, "to": CHANNEL, "media": ["/x"]},
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_a_reason(simulator: Simulator, order: dict[str, object]) -> None:
    answer = simulator.ask("POST", "/control/inbound", order)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_phone_is_added_once_and_removed(simulator: Simulator) -> None:
    kim = {"name": "Kim", "number": "+47 40 61 23 45"}
    assert simulator.ask("POST", "/phone/handsets", kim).json() == {"number": "+4740612345"}
    assert simulator.ask("POST", "/phone/handsets", kim).status_code == 422
    assert simulator.ask("POST", "/phone/handsets", {"number": "my mobile"}).status_code == 422
    assert simulator.ask("DELETE", "/phone/handsets/+4740612345").status_code == 200
    assert simulator.ask("DELETE", f"/phone/handsets/{AMELIA}").status_code == 404


def test_every_handset_has_a_valid_number_of_its_country() -> None:
    for one in HANDSETS:
        number = phonenumbers.parse(one.number)
        assert phonenumbers.is_valid_number(number), one
        assert phonenumbers.region_code_for_number(number) == one.country == country_of(one.number)


def test_numbers_for_sale_are_valid() -> None:
    for one in COUNTRIES.values():
        assert phonenumbers.is_valid_number(phonenumbers.parse(f"+{one.prefix}{one.stem}7007")), one


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("👋" * 35, 1),
        ("👋" * 36, 2),
    ],
)
def test_parts_are_counted_as_networks_do(text: str, parts: int) -> None:
    assert parts_of(text) == parts
