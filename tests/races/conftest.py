"""Races need real commits, so each test starts by clearing away what the flush between tests leaves."""

import pytest

from tests import cast


@pytest.fixture(autouse=True)
def no_old_jobs(transactional_db: None) -> None:
    """The jobs of the test before would run in this one."""
    cast.forget_jobs()
