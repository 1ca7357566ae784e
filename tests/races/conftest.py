"""Races need real commits, and the flush after such a test leaves the library's tables alone."""

from collections.abc import Iterator

import pytest

from tests import cast


@pytest.fixture(autouse=True)
def no_jobs_of_others(transactional_db: None) -> Iterator[None]:
    """Jobs of one test must not run in another."""
    cast.forget_jobs()
    yield
    cast.forget_jobs()
