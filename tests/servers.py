"""The pytest plugin that gives a test run its own PostgreSQL and Valkey, before Django reads its settings.

One pair serves all workers of a run: pytest-django gives every worker a database of its own, and here
every worker gets its own prefix for live channels. A DATABASE_URL or REDIS_URL that is set is used as it is.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from contactcenter.local.processes import CannotStart
from contactcenter.local.servers import Servers

PREFIX = "contactcenter-tests-"
# A developer's .env may hold real credentials: no test may ever use them, or reach the real carrier.
ENVIRONMENT = {
    "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
    "DEBUG": "1",  # static files come from the source folders; pytest-django sets settings.DEBUG to False
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "VONAGE_API_KEY": "abcd1234",
    "VONAGE_API_SECRET": "a-secret-for-tests",
    "VONAGE_APPLICATION_ID": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
    "VONAGE_PRIVATE_KEY": "",
    "VONAGE_SIGNATURE_SECRET": "a-signature-secret-for-tests-of-32-characters",
    "VONAGE_API_HOST": "127.0.0.1:1",
    "VONAGE_REST_HOST": "127.0.0.1:1",
}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Prepare the environment; pytest-django imports the settings in the same hook, right after us."""
    os.environ.update(ENVIRONMENT)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["CHANNEL_PREFIX"] = f"test-{worker}"
    options = early_config.known_args_namespace
    if worker == "main" and not (options.help or options.version or options.collectonly):
        _start(early_config)


def _start(config: pytest.Config) -> None:
    """Start what the environment does not name, once, in the process that leads the run."""
    wanted = {name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)}
    if not wanted:
        return
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # as root, PostgreSQL runs as another account and must be able to pass
    servers = Servers(folder, durable=False, postgres="DATABASE_URL" in wanted, valkey="REDIS_URL" in wanted)

    def stop() -> None:
        servers.stop()
        shutil.rmtree(folder)
        for name in wanted:
            os.environ.pop(name, None)

    config.add_cleanup(stop)  # runs however pytest ends, also when its own start fails
    try:
        os.environ.update(servers.start())
    except CannotStart as error:
        raise pytest.UsageError(str(error)) from error


def _remove_abandoned() -> None:
    """Delete what runs that were killed left in the temporary folder; a lock that is free has no owner."""
    for owner in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/owner"):
        if owner.stat().st_uid != os.geteuid():
            continue
        with owner.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # another run is using it now
            shutil.rmtree(owner.parent, ignore_errors=True)
