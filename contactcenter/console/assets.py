"""One style sheet, two scripts and one sheet of icons, put together from the files under static/.

There is no build: each behaviour and each component keeps its own file, and this joins them when first asked, so
that a page costs a handful of requests. An address contains its content's hash and may be kept for ever.
"""

import functools
import gzip
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from lucide.templatetags.lucide import lucide

STYLES = ["tokens", "base", "controls", "shell", "list", "transcript", "composer", "record", "account"]
LIBRARIES = ["htmx-4.min", "ext/hx-ws-4.min", "ext/hx-preload-4.min"]
BEHAVIOURS = ["keyed", "live", "clock", "transcript", "composer", "drafts", "canned", "alerts", "menus", "selection"]
FILES = {
    "console.css": [f"css/{name}.css" for name in STYLES],
    "htmx.js": [f"django_htmx/{name}.js" for name in LIBRARIES],
    "console.js": [f"js/{name}.js" for name in BEHAVIOURS],
    "icons.svg": [],
}
# fmt: off
ICONS = [
    "arrow-down", "arrow-left", "bell", "building-2", "check", "check-check", "chevron-down", "chevron-up",
    "circle-alert", "circle-off", "circle-question-mark", "clock", "coffee", "flag", "folder", "folder-check",
    "globe", "headphones", "inbox", "info", "keyboard", "log-out", "mail", "message-square-text", "monitor",
    "moon", "notebook-pen", "pencil", "phone", "rotate-cw", "send", "settings", "star", "sun", "tag", "user",
    "user-plus", "users", "wifi", "wifi-off", "x",
]
# fmt: on
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def address(name: str) -> str:
    """Return where a browser finds an asset such as "console.css", by the hash of what is in it."""
    return _address(_kept(name)[0], name)


@functools.lru_cache
def _address(digest: str, name: str) -> str:
    return reverse("asset", args=[digest, name])


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Serve an asset. The page that names an older hash gets the present one, which is all there is."""
    if name not in SHEETS:
        raise Http404(name)
    present, plain, packed = _kept(name)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if packs else plain, content_type=KINDS[name.rpartition(".")[2]])
    if packs:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if digest == present else "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _kept(name: str) -> tuple[str, bytes, bytes]:
    """Return hash, content and gzipped content; on a laptop anew after each change of a file."""
    stamp = max((_path(each).stat().st_mtime_ns for each in FILES[name]), default=0) if settings.DEBUG else 0
    return _joined(name, stamp)


@functools.lru_cache
def _joined(name: str, stamp: int) -> tuple[str, bytes, bytes]:
    content = SHEETS[name]().encode()
    return hashlib.sha256(content).hexdigest()[:12], content, gzip.compress(content, mtime=0)


@functools.cache
def _path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"static/{name}")
    return Path(found)


def _styles() -> str:
    return "\n".join(_path(name).read_text() for name in FILES["console.css"])


def _libraries() -> str:
    return "\n;".join(_path(name).read_text() for name in FILES["htmx.js"])


def _behaviours() -> str:
    # A block each: they share nothing, not even names.
    return "\n".join(f"{{\n{_path(name).read_text()}}}" for name in FILES["console.js"])


def _icons() -> str:
    symbols = (lucide(name, size=None, id=name) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


SHEETS = {"console.css": _styles, "htmx.js": _libraries, "console.js": _behaviours, "icons.svg": _icons}
