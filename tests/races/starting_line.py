"""Real threads that start at the same moment, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

ROUNDS = 16


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """Call everything at the same moment; return what each returned or raised, in the order given."""
    line = threading.Barrier(len(verbs), timeout=10)

    def run(verb: Callable[[], Any]) -> Any:
        try:
            # The first query opens the connection, which takes longer than what is raced for.
            connections["default"].ensure_connection()
            line.wait()
            return verb()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))


def only(kind: type, outcomes: list[Any]) -> list[Any]:
    """The outcomes of one kind."""
    return [each for each in outcomes if isinstance(each, kind)]
