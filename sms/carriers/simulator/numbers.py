"""The account's numbers, balance, prices and settings: Vonage's rest.nexmo.com as far as we use it."""

from typing import Any

from sms.carriers.simulator.bodies import network_code
from sms.carriers.simulator.listener import Refusal, Request
from sms.carriers.simulator.network import Network, with_plus
from sms.carriers.simulator.records import Number
from sms.carriers.simulator.tariff import COUNTRIES, Country

START_BALANCE = 1000.0
_SUCCESS = {"error-code": "200", "error-code-label": "success"}


def search(request: Request, network: Network) -> None:
    """Numbers for sale in a country."""
    query = request.query
    country = COUNTRIES.get(query.get("country", "").upper())
    if country is None:
        raise _refused("Numbers from this country can be requested from the Dashboard")
    wanted = {one for one in query.get("features", "").upper().split(",") if one}
    features = _features(country)
    mine = {one.number for one in network.world.numbers()}
    every = [f"{country.prefix}{country.stem}{7000 + 7 * step:04d}" for step in range(300)]
    fitting = [one for one in every if wanted <= set(features) and _matches(one, query) and f"+{one}" not in mine]
    listed = [
        {
            "country": country.code,
            "msisdn": one,
            "cost": "1.25",
            "initialPrice": "0.00",
            "type": query.get("type") or "mobile-lvn",
            "features": features,
        }
        for one in _page(fitting, query)
    ]
    request.json(200, {"count": len(fitting), "numbers": listed} if fitting else {})


def owned(request: Request, network: Network) -> None:
    """The account's numbers."""
    query = request.query
    country, linked = query.get("country", "").upper(), query.get("has_application", "").lower()
    fitting = [
        one
        for one in network.world.numbers()
        if _matches(one.number.removeprefix("+"), query)
        and country in ("", one.country)
        and query.get("application_id", one.application_id) == one.application_id
        and linked in ("", "true" if one.application_id else "false")
    ]
    listed = [_described(one) for one in _page(fitting, query)]
    request.json(200, {"count": len(fitting), "numbers": listed} if fitting else {})


def buy(request: Request, network: Network) -> None:
    """Rent a number."""
    form = request.form()
    country, number = _one_number(form)
    if network.world.number(number) is not None:
        raise _refused("Number already owned")
    network.world.put(Number(number, f"{country.name} {number[-4:]}", country.code))
    network.feed.tell("channels", {})
    request.json(200, _SUCCESS)


def cancel(request: Request, network: Network) -> None:
    """Give a number back."""
    _, number = _one_number(request.form())
    if not network.world.forget(Number, number):
        raise _refused("method failed")
    network.feed.tell("channels", {})
    request.json(200, _SUCCESS)


def update(request: Request, network: Network) -> None:
    """Link a number to an application."""
    form = request.form()
    _, number = _one_number(form)
    kept = network.world.number(number)
    if kept is None:
        raise _refused("method failed")
    kept.application_id = form.get("app_id", kept.application_id)
    network.world.put(kept)
    request.json(200, _SUCCESS)


def balance(request: Request, network: Network) -> None:
    """What is left of the credit, in EUR."""
    left = START_BALANCE - network.world.spent()
    request.json(200, {"value": round(left, 4), "autoReload": False})


def settings(request: Request, network: Network) -> None:
    """The account's settings as far as Vonage lets them be read; a change of a URL is echoed."""
    form = request.form()
    first = network.world.applications()[0]
    answer = {
        "mo-callback-url": form.get("moCallBackUrl", first.inbound_url),
        "dr-callback-url": form.get("drCallBackUrl", first.status_url),
        "max-outbound-request": 30,
        "max-inbound-request": 30,
        "max-calls-per-second": 30,
    }
    request.json(200, answer)


def country_price(request: Request, network: Network) -> None:
    """The price of a part in one country."""
    country = COUNTRIES.get(request.query.get("country", "").upper())
    request.json(200, _price(country) if country else {})


def all_prices(request: Request, network: Network) -> None:
    """The price of a part in every country we know."""
    request.json(200, {"count": len(COUNTRIES), "countries": [_price(one) for one in COUNTRIES.values()]})


def prefix_prices(request: Request, network: Network) -> None:
    """The prices of countries with a calling code."""
    prefix = request.query.get("prefix", "")
    found = [_price(one) for one in COUNTRIES.values() if one.prefix == prefix]
    request.json(200, {"count": len(found), "countries": found})


def _one_number(form: dict[str, str]) -> tuple[Country, str]:
    country = COUNTRIES.get(form.get("country", "").upper())
    number = with_plus(form.get("msisdn", ""))
    if country is None or not number.startswith(f"+{country.prefix}"):
        raise _refused("Numbers from this country can be requested from the Dashboard")
    return country, number


def _refused(label: str) -> Refusal:
    """The Numbers API refuses with HTTP 420 and the code once more in the body."""
    return Refusal(420, {"error-code": "420", "error-code-label": label})


def _features(country: Country) -> list[str]:
    return ["VOICE", "SMS", "MMS"] if country.code in ("US", "CA") else ["SMS"]


def _described(one: Number) -> dict[str, Any]:
    country = COUNTRIES.get(one.country)
    described: dict[str, Any] = {
        "country": one.country,
        "msisdn": one.number.removeprefix("+"),
        "moHttpUrl": "",
        "type": "mobile-lvn",
        "features": _features(country) if country else ["SMS"],
    }
    if one.application_id:
        linked = {"messagesCallbackType": "app", "messagesCallbackValue": one.application_id}
        described |= {**linked, "app_id": one.application_id}
    return described


def _matches(number: str, query: dict[str, str]) -> bool:
    pattern = query.get("pattern", "").strip("*")
    how = query.get("search_pattern", "0")
    if how == "1":
        return pattern in number
    return number.endswith(pattern) if how == "2" else number.startswith(pattern)


def _page(listed: list[Any], query: dict[str, str]) -> list[Any]:
    size = min(100, _count(query.get("size"), 10))
    index = _count(query.get("index"), 1)
    return listed[(index - 1) * size : index * size]


def _count(value: str | None, usual: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and 0 < int(value) < 10_000 else usual


def _price(country: Country) -> dict[str, Any]:
    network = network_code(f"+{country.prefix}{country.stem}")
    common = {"currency": "EUR"}
    return {
        **common,
        "countryCode": country.code,
        "countryName": country.name,
        "countryDisplayName": country.name,
        "dialingPrefix": country.prefix,
        "defaultPrice": str(country.price),
        "networks": [
            {
                **common,
                "type": "mobile",
                "price": str(country.price),
                "mcc": network[:3],
                "mnc": network[3:],
                "networkCode": network,
                "networkName": f"{country.name} Mobile",
            }
        ],
    }


ROUTES = {
    ("GET", "/number/search"): search,
    ("POST", "/number/buy"): buy,
    ("POST", "/number/cancel"): cancel,
    ("POST", "/number/update"): update,
    ("GET", "/account/numbers"): owned,
    ("GET", "/account/get-balance"): balance,
    ("POST", "/account/settings"): settings,
    ("GET", "/account/get-pricing/outbound/sms"): country_price,
    ("GET", "/account/get-full-pricing/outbound/sms"): all_prices,
    ("GET", "/account/get-prefix-pricing/outbound/sms"): prefix_prices,
}
