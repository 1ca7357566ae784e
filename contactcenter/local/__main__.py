"""`python -m contactcenter.local`: only the two private servers, until Ctrl-C. For work on the code."""

import json
import signal
import sys
from pathlib import Path

from contactcenter.local.processes import CannotStart
from contactcenter.local.servers import Servers


def main() -> int:
    """Run the servers of the folder given as argument (default var/) and print their addresses as JSON."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "var"
    ends = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    try:
        with Servers(folder).running() as urls:
            signal.pthread_sigmask(signal.SIG_BLOCK, ends)
            sys.stdout.write(json.dumps(urls) + "\n")
            sys.stdout.flush()
            signal.sigwait(ends)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
