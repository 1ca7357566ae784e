"""The rest of the simulated account, asked through the SDK's own numbers, applications and account APIs."""

import base64
from dataclasses import replace
from typing import Any

import pytest
import requests
from vonage_account import GetCountryPricingRequest, GetPrefixPricingRequest, ServiceType
from vonage_application import ApplicationConfig, ApplicationUrl, Capabilities, Messages, MessagesWebhooks
from vonage_http_client.errors import HttpRequestError, NotFoundError
from vonage_numbers import (
    ListOwnedNumbersFilter,
    NumberParams,
    SearchAvailableNumbersFilter,
    UpdateNumberParams,
)

from sms.carriers.base import OutboundText
from sms.carriers.vonage import VonageCarrier, VonageConfig
from sms.carriers.vonage.clients import Clients
from tests.simulator import Simulator
from tests.sms.carriers.conftest import AMELIA, CHANNEL
from tests.sms.carriers.receiver import Receiver


@pytest.fixture
def clients(config: VonageConfig) -> Clients:
    return Clients(config)


def application_at(url: str) -> ApplicationConfig:
    webhooks = MessagesWebhooks(
        inbound_url=ApplicationUrl(address=f"{url}/inbound", http_method="POST"),
        status_url=ApplicationUrl(address=f"{url}/status", http_method="POST"),
    )
    return ApplicationConfig(
        name="Second desk", capabilities=Capabilities(messages=Messages(version="v1", webhooks=webhooks))
    )


def test_a_channel_is_provisioned_as_at_vonage(
    clients: Clients, config: VonageConfig, receiver: Receiver, simulator: Simulator, text: OutboundText
) -> None:
    application = clients.for_json().application.create_application(application_at(receiver.url))
    numbers = clients.for_forms().numbers
    found, count, _ = numbers.search_available_numbers(SearchAvailableNumbersFilter(country="IE", size=3))
    assert count > len(found) == 3
    bought = found[0].msisdn
    numbers.buy_number(NumberParams(country="IE", msisdn=bought))
    numbers.update_number(UpdateNumberParams(country="IE", msisdn=bought, app_id=application.id))
    owned, _, _ = numbers.list_owned_numbers(ListOwnedNumbersFilter(application_id=application.id))
    assert [one.msisdn for one in owned] == [bought]

    ours = replace(config, application_id=application.id, private_key=application.keys.private_key)
    VonageCarrier(ours).submit(replace(text, sender=f"+{bought}"))
    simulator.text(AMELIA, f"+{bought}", "Hello")
    simulator.quiesce()
    assert len(receiver.inbound()) == 1 and len(receiver.statuses()) == 2

    numbers.cancel_number(NumberParams(country="IE", msisdn=bought))
    clients.for_json().application.delete_application(application.id)
    assert numbers.list_owned_numbers(ListOwnedNumbersFilter(application_id=application.id))[1] == 0
    with pytest.raises(NotFoundError):
        clients.for_json().application.get_application(application.id)


def test_applications_are_listed_and_replaced(clients: Clients, receiver: Receiver) -> None:
    api = clients.for_json().application
    made = api.create_application(ApplicationConfig(name="Draft"))
    api.update_application(made.id, application_at(receiver.url))
    listed, _ = api.list_applications()
    assert [one.name for one in listed] == ["Contact center", "Second desk"]
    api.delete_application(made.id)


def test_a_number_that_cannot_be_had_is_refused_with_420(clients: Clients) -> None:
    with pytest.raises(HttpRequestError) as refused:
        clients.for_forms().numbers.buy_number(NumberParams(country="ZZ", msisdn="447400123999"))
    assert refused.value.response.status_code == 420


def test_the_channels_given_at_the_start_are_owned(clients: Clients) -> None:
    owned, count, _ = clients.for_forms().numbers.list_owned_numbers()
    assert (count, owned[0].msisdn, owned[0].country) == (1, CHANNEL.removeprefix("+"), "GB")


def test_the_balance_falls_by_the_price_of_a_text(clients: Clients, carrier: VonageCarrier, text: OutboundText) -> None:
    account = clients.for_forms().account
    before = account.get_balance().value
    price = account.get_country_pricing(GetCountryPricingRequest(country_code="GB", type=ServiceType.SMS))
    carrier.submit(replace(text, body="a" * 161))
    assert before - account.get_balance().value == pytest.approx(2 * float(price.default_price))


def test_prices_are_told_by_country_prefix_and_for_all(clients: Clients) -> None:
    account = clients.for_forms().account
    everywhere = account.get_all_countries_pricing(ServiceType.SMS)
    assert everywhere.count == 30 and all(float(one.default_price) > 0 for one in everywhere.countries)
    plus_one = account.get_prefix_pricing(GetPrefixPricingRequest(prefix="1"))
    assert {one.country_code for one in plus_one.countries} == {"US", "CA"}


def test_settings_tell_the_rate_limit(clients: Clients) -> None:
    assert clients.for_forms().account.update_default_sms_webhook().max_outbound_request == 30


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer nonsense", "Bearer a.b.c", f"Basic {base64.b64encode(b'a:b').decode()}", "Basic !", "Digest x"],
)
def test_nobody_is_served_without_credentials(simulator: Simulator, authorization: str) -> None:
    for method, path in (("POST", "/v1/messages"), ("GET", "/account/get-balance"), ("GET", "/v2/applications")):
        answer = requests.request(
            method,
            f"https://{simulator.ready['api']}{path}",
            headers={"Authorization": authorization},
            json={},
            verify=simulator.ready["certificate"],
            timeout=5,
        )
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "viber_service"},
        {"message_type": "image"},
        {"to": "+447400123457"},
        {"to": "0447400123457"},
        {"to": None},
        {"text": ""},
        {"text": "a" * 3201},
        {"text": 7},
        {"client_ref": "a" * 101},
        {"ttl": 5},
        {"from": ""},
        {"from": "447400999999"},
    ],
)
def test_a_request_that_vonage_would_refuse_is_refused(simulator: Simulator, changes: dict[str, Any]) -> None:
    order = {"channel": "sms", "message_type": "text", "to": AMELIA[1:], "from": CHANNEL[1:], "text": "Hi"}
    answer = requests.post(
        f"https://{simulator.ready['api']}/v1/messages",
        json={**order, **changes},
        auth=(simulator.ready["api_key"], simulator.ready["api_secret"]),
        verify=simulator.ready["certificate"],
        timeout=5,
    )
    assert answer.status_code == 422
    assert answer.json()["type"].startswith("https://developer.vonage.com/api-errors/messages#")
