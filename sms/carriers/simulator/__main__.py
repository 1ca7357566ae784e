"""`python -m sms.carriers.simulator`: start the simulated carrier and run until told to stop."""

import argparse
import json
import logging
import os
import signal
import ssl
import sys
import threading
from functools import partial
from pathlib import Path

from sms.carriers.simulator import credentials
from sms.carriers.simulator.agenda import Agenda
from sms.carriers.simulator.api import ApiRequest, Gate
from sms.carriers.simulator.courier import Courier, Patience
from sms.carriers.simulator.feed import Feed
from sms.carriers.simulator.listener import Listener, Request
from sms.carriers.simulator.network import Network, Pace, with_plus
from sms.carriers.simulator.phone import PhoneRequest
from sms.carriers.simulator.records import Application, Number
from sms.carriers.simulator.tariff import country_of
from sms.carriers.simulator.trouble import Troubles
from sms.carriers.simulator.world import World

logger = logging.getLogger("sms.carriers.simulator")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m sms.carriers.simulator", description=__doc__)
    add = parser.add_argument
    add("--api-port", type=int, default=0, help="port of the HTTPS API; 0 picks a free one")
    add("--phone-port", type=int, default=0, help="port of the phone page and the control API; 0: a free one")
    add("--inbound-url", required=True, help="where customers' texts are posted")
    add("--status-url", required=True, help="where statuses are posted")
    add("--state-dir", type=Path, required=True, help="where keys, texts and ready.json are kept")
    add("--signature-secret", default="", help="secret that webhooks are signed with; made when missing")
    add("--api-key", default="", help="account key; made when missing")
    add("--api-secret", default="", help="account secret; made when missing")
    add("--number", action="append", default=[], metavar="E164=NAME", help="a channel number; may be repeated")
    add("--submitted-after", type=float, default=0.1, help="seconds from acceptance to 'submitted'")
    add("--delivered-after", type=float, default=1.0, help="seconds from acceptance to 'delivered'")
    add("--retry-first", type=float, default=5.0, help="seconds until a webhook is first tried again")
    add("--retry-most", type=float, default=900.0, help="the longest wait between two tries, seconds")
    add("--answer-timeout", type=float, default=15.0, help="seconds a webhook's receiver has to answer")
    add("--hands", type=int, default=16, help="webhooks posted at once, at most")
    add("--rate-limit", type=int, default=0, help="API requests a second before 429; 0: no limit")
    add("--stop-with-stdin", action="store_true", help="end when standard input is closed")
    add("--log-level", default="INFO", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    return parser


def main() -> None:
    """Start both listeners, say so in ready.json, and end on SIGTERM or SIGINT."""
    options = arguments().parse_args()
    logging.basicConfig(stream=sys.stdout, level=options.log_level, format="%(asctime)s %(levelname)s %(message)s")
    directory: Path = options.state_dir
    directory.mkdir(parents=True, exist_ok=True)
    ready = directory / "ready.json"
    ready.unlink(missing_ok=True)
    account = credentials.account(directory, options.api_key, options.api_secret, options.signature_secret)
    network = build(options, account, directory)
    tls = _tls(directory)
    gate = Gate(account, network, options.rate_limit)
    try:
        api = Listener(options.api_port, _bound(ApiRequest, gate=gate, network=network), tls)
        phone = Listener(options.phone_port, _bound(PhoneRequest, network=network, feed=network.feed))
    except (OSError, OverflowError) as error:
        sys.exit(f"Port {options.api_port} or {options.phone_port} cannot be had ({error}): choose another.")
    network.resume()
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    for server in (api, phone):
        threading.Thread(target=partial(server.serve_forever, 0.1), daemon=True).start()
    if options.stop_with_stdin:
        threading.Thread(target=_watch_stdin, args=(stop,), daemon=True).start()
    _announce(ready, api, phone, account, directory)
    logger.info("Ready: API https://127.0.0.1:%d, phones http://127.0.0.1:%d", api.port, phone.port)
    stop.wait()
    logger.info("Stopped")


def build(options: argparse.Namespace, account: credentials.Account, directory: Path) -> Network:
    """The carrier's inside: what it remembers, and the threads that carry texts."""
    world = World(directory / "journal.jsonl")
    public = credentials.application_key(directory / "private_key.pem")
    world.put(Application(account.application_id, "Contact center", public, options.inbound_url, options.status_url))
    for one in options.number:
        number, _, name = one.partition("=")
        number = with_plus(number)
        world.put(Number(number, name or number, country_of(number), account.application_id))
    agenda = Agenda(options.hands)
    agenda.start()
    patience = Patience(first=options.retry_first, most=options.retry_most, answer=options.answer_timeout)
    courier = Courier(world, agenda, account, patience)
    pace = Pace(options.submitted_after, options.delivered_after)
    return Network(world, agenda, courier, Troubles(), Feed(), pace)


def _tls(directory: Path) -> ssl.SSLContext:
    certificate, key = directory / "certificate.pem", directory / "certificate_key.pem"
    credentials.certificate(certificate, key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _bound(kind: type[Request], **attributes: object) -> type[Request]:
    """The handler class with what it needs, since http.server makes its instances itself."""
    return type(kind.__name__, (kind,), attributes)


def _announce(ready: Path, api: Listener, phone: Listener, account: credentials.Account, directory: Path) -> None:
    """Say where everything is, in one move, so that a reader never sees half of it."""
    said = {
        "api": f"127.0.0.1:{api.port}",
        "phone": f"http://127.0.0.1:{phone.port}",
        "certificate": str((directory / "certificate.pem").resolve()),
        "private_key": str((directory / "private_key.pem").resolve()),
        "application_id": account.application_id,
        "api_key": account.api_key,
        "api_secret": account.api_secret,
        "signature_secret": account.signature_secret,
    }
    draft = ready.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(said, indent=1))
    draft.replace(ready)


def _watch_stdin(stop: threading.Event) -> None:
    """Whoever started us holds our standard input; when it closes, it is gone, and so are we."""
    while os.read(0, 4096):  # not sys.stdin: its lock would be held when the interpreter ends
        pass
    stop.set()


if __name__ == "__main__":
    main()
