"""The simulated carrier as a test holds it: a process of its own, texted with and troubled over HTTP."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import requests

ROOT = Path(__file__).resolve().parent.parent
SIGNATURE_SECRET = "a-signature-secret-that-only-tests-know"
# Seconds.
_START = 20.0
_STOP = 10.0


class Simulator:
    """A running `sms.carriers.simulator`; `start` it with the URLs of whoever receives its webhooks."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.ready: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._command: list[str] = []
        self._http = requests.Session()
        self._http.trust_env = False

    def start(self, inbound_url: str, status_url: str, *options: str) -> Self:
        """Start the process with tests' pace (retries after 0.2 s) and wait until both listeners answer.

        `options` are further command line options, later ones win. Raises RuntimeError when it does not
        start.
        """
        command = [sys.executable, "-m", "sms.carriers.simulator"]
        command += ["--inbound-url", inbound_url, "--status-url", status_url]
        command += ["--state-dir", str(self.directory), "--signature-secret", SIGNATURE_SECRET]
        command += ["--retry-first", "0.2", "--retry-most", "1", "--answer-timeout", "5"]
        command += ["--submitted-after", "0.02", "--delivered-after", "0.1", "--stop-with-stdin", *options]
        self._command = command
        self._launch()
        return self

    def restart(self, *options: str) -> None:
        """Start again on the same ports with the same memory, after `stop` or `kill`."""
        for option, key in (("--api-port", "api"), ("--phone-port", "phone")):
            self._command += [option, self.ready[key].rpartition(":")[2]]
        self._command += options
        self._launch()

    def stop(self) -> None:
        """End the process, gently first; nothing when it is not running."""
        self._end(kill=False)

    def kill(self) -> None:
        """End the process as a power cut would."""
        self._end(kill=True)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which our code talks to this carrier through the unmodified SDK."""
        return {
            "REQUESTS_CA_BUNDLE": self.ready["certificate"],
            "VONAGE_API_HOST": self.ready["api"],
            "VONAGE_REST_HOST": self.ready["api"],
            "VONAGE_API_KEY": self.ready["api_key"],
            "VONAGE_API_SECRET": self.ready["api_secret"],
            "VONAGE_APPLICATION_ID": self.ready["application_id"],
            "VONAGE_PRIVATE_KEY": self.ready["private_key"],
            "VONAGE_SIGNATURE_SECRET": self.ready["signature_secret"],
        }

    def text(self, sender: str, recipient: str, text: str, media: list[dict[str, str]] | None = None) -> str:
        """A customer texts a channel; returns the carrier's reference. Numbers in E.164."""
        order = {"from": sender, "to": recipient, "text": text, "media": media or []}
        return str(self._ask("POST", "/control/inbound", order)["uuid"])

    def trouble(self, **rule: Any) -> None:
        """Order trouble, such as `on="send", http=429, retry_after=3, times=1`; see
        `simulator.trouble.Rule`."""
        self._ask("POST", "/control/trouble", rule)

    def clear(self) -> None:
        """End all trouble."""
        self._ask("DELETE", "/control/trouble")

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """What was handed over (`inbound`), what was taken from us (`outbound`), what was `refused`."""
        return dict(self._ask("GET", "/control/ledger"))

    def quiesce(self, timeout: float = 10.0) -> None:
        """Wait until no text and no webhook is on its way; raises TimeoutError."""
        answer = self._ask("POST", f"/control/quiesce?timeout={timeout}", wait=timeout + 5)
        if not answer["quiet"]:
            raise TimeoutError(f"{answer['under_way']} still under way after {timeout} s")

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> requests.Response:
        """Any request to the phone listener, with its answer as it is."""
        return self._http.request(method, self.ready["phone"] + path, json=body, headers=headers, timeout=10)

    def _ask(self, method: str, path: str, body: Any = None, wait: float = 10.0) -> dict[str, Any]:
        answer = self._http.request(method, self.ready["phone"] + path, json=body, timeout=wait)
        if not answer.ok:
            raise ValueError(f"The simulator refused {method} {path}: {answer.text}")
        return dict(answer.json())

    def _launch(self) -> None:
        ready, log = self.directory / "ready.json", self.directory / "log.txt"
        self.directory.mkdir(parents=True, exist_ok=True)
        ready.unlink(missing_ok=True)
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + _START
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                self._end(kill=True)
                raise RuntimeError(f"The simulator did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.02)
        self.ready = json.loads(ready.read_text())

    def _end(self, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP)
        if process.stdin is not None:
            process.stdin.close()
