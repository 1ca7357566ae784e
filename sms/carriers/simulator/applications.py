"""Vonage's Applications API, version 2: where an application's webhooks go, and its keys."""

import uuid
from typing import Any

from sms.carriers.simulator.credentials import new_key_pair
from sms.carriers.simulator.listener import Refusal, Request
from sms.carriers.simulator.network import Network
from sms.carriers.simulator.records import Application


def applications(request: Request, network: Network) -> None:
    """The account's applications, on one page."""
    listed = [_application(one) for one in network.world.applications()]
    page = {"page_size": 100, "page": 1, "total_items": len(listed), "total_pages": 1}
    links = {name: {"href": "/v2/applications"} for name in ("self", "first", "last")}
    request.json(200, {**page, "_embedded": {"applications": listed}, "_links": links})


def create_application(request: Request, network: Network) -> None:
    """A new application; its private key is told this once, unless the caller brought a public one."""
    order = request.read_json()
    private, public = new_key_pair()
    brought = _nested(order, "keys").get("public_key")
    made = Application(str(uuid.uuid4()), _name(order), str(brought or public))
    _configure(made, order)
    network.world.put(made)
    answer = _application(made)
    if not brought:
        answer["keys"]["private_key"] = private
    request.json(201, answer)


def one_application(request: Request, network: Network, method: str, key: str) -> None:
    """Read, replace or delete an application."""
    found = network.world.application(key)
    if found is None:
        raise Refusal(404, {"title": "Not Found", "detail": f"No application {key}."})
    if method == "DELETE":
        network.world.forget(Application, key)
        request.answer(204, b"", "")
        return
    if method == "PUT":
        order = request.read_json()
        found.name = _name(order)
        _configure(found, order)
        network.world.put(found)
    request.json(200, _application(found))


def _configure(application: Application, order: dict[str, Any]) -> None:
    application.capabilities = _nested(order, "capabilities")
    webhooks = _nested(_nested(application.capabilities, "messages"), "webhooks")
    application.inbound_url = str(_nested(webhooks, "inbound_url").get("address", ""))
    application.status_url = str(_nested(webhooks, "status_url").get("address", ""))


def _application(one: Application) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "keys": {"public_key": one.public_key},
        "capabilities": one.capabilities,
        "_links": {"self": {"href": f"/v2/applications/{one.id}"}},
    }


def _name(order: dict[str, Any]) -> str:
    if not isinstance(order.get("name"), str) or not order["name"]:
        reason = [{"name": "name", "reason": "is required"}]
        raise Refusal(400, {"title": "Bad Request", "detail": "Invalid request.", "invalid_parameters": reason})
    return str(order["name"])


def _nested(fields: dict[str, Any], key: str) -> dict[str, Any]:
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


ROUTES = {("GET", "/v2/applications"): applications, ("POST", "/v2/applications"): create_application}
