"""What a click gets back: partials for htmx, a redirect for a browser without script."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString


def partial(target: str, swap: str, html: str | SafeString = "") -> SafeString:
    """Wrap a rendered template so that htmx swaps it into the element with this id; elsewhere it is ignored.

    Args:
        target: an element's id.
        swap: one of htmx's ways, such as "outerMorph", or our "keyed" (static/js/keyed.js).
        html: rendered by a template, so safe already; empty to delete.
    """
    return format_html('<hx-partial hx-target="#{}" hx-swap="{}">{}</hx-partial>', target, swap, SafeString(html))


def answer(request: HttpRequest, parts: Iterable[str], *, then: str, status: int = 200) -> HttpResponse:
    """Answer a POST: with partials, or by going to the page where the change can be seen."""
    if is_partial(request):
        return HttpResponse("".join(parts), status=status)
    return redirect(then)


def refuse(request: HttpRequest, reason: str, parts: Iterable[str], *, then: str, status: int) -> HttpResponse:
    """Answer a POST that changed nothing, saying why where the eye is."""
    if not is_partial(request):
        messages.error(request, reason)
    return answer(request, parts, then=then, status=status)


def is_partial(request: HttpRequest) -> bool:
    """Tell whether htmx asks for parts of a page; when it restores one from history it wants the whole."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request
