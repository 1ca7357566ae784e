"""The sheets that pages name."""

import gzip
import re

import pytest
from django.test import Client

from contactcenter.console import assets


@pytest.mark.parametrize("name", assets.SHEETS)
def test_a_sheet_may_be_kept_for_ever(name: str, client: Client) -> None:
    plain = client.get(assets.address(name))
    packed = client.get(assets.address(name), headers={"Accept-Encoding": "gzip"})

    assert "immutable" in plain["Cache-Control"]
    assert gzip.decompress(packed.content) == plain.content


def test_an_older_address_gets_the_present_sheet_and_does_not_keep_it(client: Client) -> None:
    response = client.get("/assets/000000000000/console.css")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-cache")


def test_there_are_no_other_sheets(client: Client) -> None:
    assert client.get("/assets/000000000000/settings.py").status_code == 404


def test_every_icon_is_on_the_sheet(client: Client) -> None:
    sheet = client.get(assets.address("icons.svg")).content.decode()

    assert set(re.findall(r' id="([^"]+)"', sheet)) == set(assets.ICONS)


def test_the_first_load_is_small(client: Client) -> None:
    sizes = [
        len(client.get(assets.address(name), headers={"Accept-Encoding": "gzip"}).content) for name in assets.SHEETS
    ]

    assert sum(sizes) < 60_000
