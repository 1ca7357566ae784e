"""A client that asks as htmx asks, and reads the partials that come back."""

import re
from html import unescape
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

from routing.models import Agent

PARTIAL = re.compile(r'<hx-partial hx-target="([^"]+)" hx-swap="([^"]+)">(.*?)</hx-partial>', re.DOTALL)
CSRF = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken" value="[^"]+">')


class Answer:
    """A response and the partials in it."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.html = response.content.decode()  # type: ignore[attr-defined]
        self.partials = partials(self.html)
        self.text = unescape(re.sub(r"<[^>]+>", " ", self.html))


class Browser:
    """An agent's page with script: every request carries htmx's headers."""

    def __init__(self, agent: Agent) -> None:
        self.client = Client(headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})
        self.client.force_login(agent.user)

    def get(self, path: str) -> Answer:
        return Answer(self.client.get(path))

    def post(self, path: str, **data: Any) -> Answer:
        return Answer(self.client.post(path, data))


def partials(html: str) -> dict[str, str]:
    """The partials of an answer or a push, by the element they go into."""
    return {target: without_token(inside) for target, _, inside in PARTIAL.findall(html)}


def without_token(html: str) -> str:
    """Leave out what only an answer to a person's own request has."""
    return CSRF.sub("", html)
