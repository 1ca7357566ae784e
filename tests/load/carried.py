"""What the simulated carrier has taken from us, by its own ledger."""

import time
from collections.abc import Collection
from datetime import datetime

import requests


def carried(phone: str) -> list[tuple[str, float]]:
    """Return the marker of every text of ours that the carrier has, with when it accepted it (Unix time).

    Args:
        phone: the address of the simulator's control listener.
    """
    with requests.Session() as session:
        session.trust_env = False
        entries = session.get(f"{phone}/control/ledger", timeout=30).json()["outbound"]
    return [
        (f"#{entry['text'].rpartition('#')[2]}", datetime.fromisoformat(entry["accepted_at"]).timestamp())
        for entry in entries
    ]


def handed_over(phone: str, marks: Collection[str], patience: float = 15) -> dict[str, float]:
    """Return when the carrier accepted each of these texts, waiting some seconds until it has them all."""
    until, wanted = time.monotonic() + patience, set(marks)
    while True:
        found = {mark: at for mark, at in carried(phone) if mark in wanted}
        if len(found) == len(wanted) or time.monotonic() > until:
            return found
        time.sleep(0.5)
