"""The admin: every page opens for those who may, facts are only read, and mistakes are named."""

import json
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from cases.models import CannedMessage, Case, Disposition, Event, Interaction, Note
from contactcenter.local.demo_data.founding import found
from customers.models import Customer
from routing.models import Agent, Assignment, Entry, Offer, Presence, Queue, Rule, Schedule, StatusChange
from sms.models import Callback, Channel, Country, Message, OptOut, Receipt
from tests import cast

pytestmark = pytest.mark.django_db

OURS = ("customers", "cases", "sms", "routing", "auth")
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]
FACTS = [Interaction, Event, Note, Message, Receipt, Callback, Entry, Offer, Assignment, Presence, StatusChange]
SET_UP = ["routing.queue", "routing.skill", "routing.schedule", "routing.rule", "cases.cannedmessage"]


@pytest.fixture(autouse=True)
def work(settings: Settings) -> None:
    """A little of everything: a conversation in somebody's hands."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one is slow on purpose
    line = cast.channel()
    ana = cast.agent("Ana", cast.queue(on=line))
    cast.held(ana)


def page(name: str, model: type[Model], *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


def post(client: Client, model: type[Model], *arguments: Any, **fields: Any) -> str:
    """Fill in a page's form, send it, and return what it answers."""
    answer = client.post(page("change" if arguments else "add", model, *arguments), fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def supervisor(client: Client) -> Client:
    """A browser in which the demo's supervisor is signed in."""
    for model in (Assignment, Offer, Entry, Event, Interaction, Case, Rule, Queue, Presence, Agent, Callback):
        model._default_manager.all().delete()
    Channel.objects.all().delete()
    User.objects.all().delete()
    found(timezone.now())
    client.force_login(User.objects.get(username="sue"))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_an_administrator_opens_every_page(admin_client: Client, model: type[Model]) -> None:
    assert admin_client.get(page("changelist", model)).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert admin_client.get(page("change", model, row.pk)).status_code == 200
    assert admin_client.get(page("add", model)).status_code == (403 if model in [*FACTS, Case] else 200)


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model._meta.label_lower)
def test_facts_are_neither_changed_nor_deleted(admin_client: Client, model: type[Model]) -> None:
    row = model._default_manager.first()
    if row is not None:
        assert admin_client.post(page("change", model, row.pk), {}).status_code == 403
        assert admin_client.post(page("delete", model, row.pk), {"post": "yes"}).status_code == 403
        assert model._default_manager.filter(pk=row.pk).exists()


def test_a_search_finds_a_customer_by_number(admin_client: Client) -> None:
    customer = Customer.objects.get()
    answer = admin_client.get(page("changelist", Customer), {"q": cast.CAROL[-6:]})
    assert page("change", Customer, customer.pk) in answer.content.decode()


@pytest.mark.parametrize("model", SET_UP)
def test_a_supervisor_sets_the_centre_up(supervisor: Client, model: str) -> None:
    name = model.replace(".", "_")
    assert supervisor.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert supervisor.get(reverse(f"admin:{name}_add")).status_code == 200


def test_a_supervisor_does_not_reach_sign_ins(supervisor: Client) -> None:
    assert supervisor.get(page("changelist", User)).status_code == 403
    front = supervisor.get(reverse("admin:index")).content.decode()
    assert page("changelist", Queue) in front
    assert page("changelist", User) not in front


def test_an_agent_does_not_reach_the_admin(client: Client) -> None:
    client.force_login(Agent.objects.get().user)
    assert client.get(reverse("admin:index")).status_code in (302, 403)


def test_the_admin_is_entered_by_the_products_own_door(client: Client) -> None:
    answer = client.get(reverse("admin:login"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def rule(**fields: Any) -> dict[str, Any]:
    """A rule's form, with the empty form of its needs."""
    needs = {f"needs-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    usual = {"channel": Channel.objects.get().pk, "position": 5, "name": "New", "is_active": "on", "hours": "any"}
    return {**needs, **usual, "treatment": "queue", "queue": Queue.objects.get().pk, **fields}


def test_a_rule_behind_one_that_takes_everything_is_refused(admin_client: Client) -> None:
    said = post(admin_client, Rule, **rule(position=100, keyword="late"))
    assert "“New” would never apply" in said
    assert not Rule.objects.filter(name="New").exists()


def test_a_rule_in_front_of_it_is_fine(admin_client: Client) -> None:
    post(admin_client, Rule, **rule(position=50, keyword="late"))
    assert Rule.objects.get(name="New").keyword == "late"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"keyword": "my parcel"}, "A keyword is one word"),
        ({"keyword": "late!"}, "Leave out spaces and punctuation"),
        ({"hours": "closed"}, "Choose the schedule"),
        ({"queue": ""}, "Choose the queue to wait in"),
        ({"priority": 11}, "A priority is 0 to 10"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(admin_client: Client, fields: dict[str, Any], sentence: str) -> None:
    assert sentence in post(admin_client, Rule, **rule(**fields))
    assert not Rule.objects.filter(name="New").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": "020 7946 0123", "country": "GB"}, ""),
        ({"number": "12345", "country": "GB"}, "is too short"),
        ({"number": "+1 212 555 0147", "country": "GB"}, "is not a number in United Kingdom"),
        ({"number": "+81 90 1234 5678", "country": "JP"}, "Japan is not enabled for receiving"),
    ],
)
def test_a_channel_needs_a_number_of_a_country_that_receives(
    admin_client: Client, fields: dict[str, Any], sentence: str
) -> None:
    no_rules = {f"rules-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    said = post(admin_client, Channel, name="New line", is_active="on", **fields, **no_rules)
    assert sentence in said
    made = Channel.objects.filter(name="New line").values_list("number", flat=True)
    assert list(made) == ([] if sentence else ["+442079460123"])


def test_a_channels_rules_are_judged_together(admin_client: Client) -> None:
    channel, last = Channel.objects.get(), Rule.objects.get()
    rules = {"rules-TOTAL_FORMS": 2, "rules-INITIAL_FORMS": 1, "rules-0-id": last.pk, "rules-0-name": last.name}
    rules |= {
        f"rules-{place}-{name}": value for place in (0, 1) for name, value in (("is_active", "on"), ("hours", "any"))
    }
    rules |= {f"rules-{place}-queue": Queue.objects.get().pk for place in (0, 1)}
    rules |= {"rules-0-position": 10, "rules-1-position": 20, "rules-1-name": "Late", "rules-1-keyword": "late"}
    fields = {"name": channel.name, "country": "GB", "is_active": "on"}
    assert "“Late” would never apply" in post(admin_client, Channel, channel.pk, **fields, **rules)
    post(admin_client, Channel, channel.pk, **fields, **{**rules, "rules-0-position": 30})
    assert list(channel.rules.order_by("position").values_list("name", flat=True)) == ["Late", last.name]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"time_zone": "Europe/Wien"}, "is not a time zone"),
        ({"time_zone": "UTC", "holiday_country": "XX"}, "No public holidays are known"),
        ({"time_zone": "UTC", "holiday_country": "DE", "holiday_subdivision": "ZZ"}, "No public holidays are known"),
    ],
)
def test_a_schedule_that_cannot_be_reckoned_with_is_refused(
    admin_client: Client, fields: dict[str, Any], sentence: str
) -> None:
    no_rows = {f"{rows}-{name}_FORMS": 0 for rows in ("periods", "special_days") for name in ("TOTAL", "INITIAL")}
    assert sentence in post(admin_client, Schedule, name="Hours", **fields, **no_rows)
    assert not Schedule.objects.exists()


def test_editing_an_agent_leaves_their_load_alone(admin_client: Client) -> None:
    ana = Agent.objects.get()
    inlines = ("skill_levels", "Queue_members")
    rows = {f"{inline}-{name}_FORMS": 0 for inline in inlines for name in ("TOTAL", "INITIAL")}
    stale = admin_client.get(page("change", Agent, ana.pk))
    assert stale.status_code == 200
    post(admin_client, Agent, ana.pk, name="Ana B.", capacity=4, **rows)
    assert Agent.objects.values_list("name", "capacity", "load").get() == ("Ana B.", 4, 1)


def test_capacity_does_not_go_below_what_an_agent_holds(admin_client: Client) -> None:
    ana = Agent.objects.get()
    Agent.objects.update(load=3)
    rows = {
        f"{inline}-{name}_FORMS": 0 for inline in ("skill_levels", "Queue_members") for name in ("TOTAL", "INITIAL")
    }
    assert "They hold 3 conversations now" in post(admin_client, Agent, ana.pk, name="Ana", capacity=2, **rows)


def test_queues_do_not_overflow_in_a_circle(admin_client: Client) -> None:
    first = Queue.objects.get()
    second = Queue.objects.create(name="Second", overflow_queue=first, overflow_after=60)
    fields = {name: getattr(first, name) for name in ("name", "priority", "offer_seconds", "retry_seconds")}
    fields |= {name: getattr(first, name) for name in ("wrap_up_seconds", "service_level_seconds")}
    needs = {f"needs-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    said = post(admin_client, Queue, first.pk, overflow_queue=second.pk, overflow_after=60, **fields, **needs)
    assert "in a circle" in said
    first.refresh_from_db()
    assert first.overflow_queue is None


def test_a_canned_message_names_only_what_is_filled_in(admin_client: Client) -> None:
    fields = {"shortcut": "hi", "title": "Hi", "is_active": "on"}
    assert "{name} is never filled in" in post(admin_client, CannedMessage, body="Hi {name}!", **fields)
    post(admin_client, CannedMessage, body="Hi {first_name}!", **fields)
    assert CannedMessage.objects.get().body == "Hi {first_name}!"


def test_a_number_opts_out_once(admin_client: Client) -> None:
    phone = Customer.objects.get().phones.get()
    fields = {"phone": phone.pk, "source": "agent", "since_0": "2026-01-05", "since_1": "09:00:00"}
    post(admin_client, OptOut, **fields)
    assert "has opted out already" in post(admin_client, OptOut, **fields)
    assert OptOut.objects.count() == 1


def test_a_disposition_gets_its_code_from_its_label(admin_client: Client) -> None:
    post(admin_client, Disposition, label="Resolved", code="resolved", position=1, is_active="on")
    assert Disposition.objects.get().code == "resolved"


def test_a_country_is_switched_on_for_receiving(admin_client: Client) -> None:
    japan = Country.objects.get(iso="JP")
    fields = {"name": "Japan", "can_send": "on", "can_receive": "on", "number_type": "mobile", "languages": "ja"}
    post(admin_client, Country, "JP", **fields)
    japan.refresh_from_db()
    assert japan.can_receive


def test_a_kept_text_is_tried_again(admin_client: Client) -> None:
    kept = Callback.objects.create(
        carrier="vonage", reference="ten-times", body=json.dumps(cast.inbound_body("Hello?")).encode(), attempts=10
    )
    chosen = {"action": "try_again", ACTION_CHECKBOX_NAME: [kept.pk]}
    said = admin_client.post(page("changelist", Callback), chosen, follow=True).content.decode()
    cast.run_jobs(names="sms.try_again")

    kept.refresh_from_db()
    assert "Trying 1 again" in said
    assert kept.outcome == Callback.Outcome.ACCEPTED
    assert kept.message is not None and kept.message.body == "Hello?"
