"""Customers and cases in the console."""

from django.test import Client

from customers.models import Customer, Phone
from routing.models import Assignment
from tests import cast
from tests.console.browserlike import Browser


def test_an_unknown_number_comes_with_a_form_for_a_new_customer(desk: Browser, talk: Assignment) -> None:
    panel = desk.get(f"/interactions/{talk.interaction_id}/").partials["#workspace"]

    assert "New customer" in panel
    assert str(Phone.objects.get(number=cast.CAROL)) in panel


def test_saving_the_record_names_the_customer_everywhere(desk: Browser, talk: Assignment) -> None:
    answer = desk.post(f"/interactions/{talk.interaction_id}/record", first_name="Carol", last_name="Jones")

    assert Customer.objects.get().name == "Carol Jones"
    for target in (f"#panel-{talk.interaction_id}", f"#head-{talk.interaction_id}", "#conversations"):
        assert "Carol Jones" in answer.partials[target]


def test_a_wrong_address_is_said_at_its_field(desk: Browser, talk: Assignment) -> None:
    data = {"first_name": "Carol", "email": "not an address"}
    answer = desk.post(f"/interactions/{talk.interaction_id}/record", **data)

    assert answer.status == 422
    panel = answer.partials[f"#panel-{talk.interaction_id}"]
    assert "Enter a valid email address." in panel
    assert 'value="Carol"' in panel
    assert Customer.objects.get().first_name == ""


def test_a_number_of_another_system_belongs_to_one_customer(desk: Browser, talk: Assignment) -> None:
    Customer.objects.create(first_name="Dave", external_id="CRM-1")
    answer = desk.post(f"/interactions/{talk.interaction_id}/record", first_name="Carol", external_id="CRM-1")

    assert answer.status == 422


def test_the_form_opens_and_is_put_away(desk: Browser, talk: Assignment) -> None:
    Customer.objects.update(first_name="Carol")
    form = desk.get(f"/interactions/{talk.interaction_id}/record?form")
    record = desk.get(f"/interactions/{talk.interaction_id}/record")

    assert "Edit the record" in form.partials[f"#panel-{talk.interaction_id}"]
    assert "<form" not in record.partials[f"#panel-{talk.interaction_id}"]


def test_several_customers_of_one_number_are_asked_about(desk: Browser, talk: Assignment) -> None:
    twin = Customer.objects.create(first_name="Colin")
    twin.phones.add(Phone.objects.get(number=cast.CAROL))
    assert "Who is it?" in desk.get(f"/interactions/{talk.interaction_id}/").html
    answer = desk.post(f"/interactions/{talk.interaction_id}/customer", customer=twin.pk)

    talk.interaction.refresh_from_db()
    assert talk.interaction.customer == twin
    assert talk.interaction.case.customer == twin
    assert "Colin" in answer.partials[f"#head-{talk.interaction_id}"]


def test_a_customer_of_another_number_is_not_it(desk: Browser, talk: Assignment) -> None:
    stranger = Customer.objects.create(first_name="Mallory")
    answer = desk.post(f"/interactions/{talk.interaction_id}/customer", customer=stranger.pk)

    talk.interaction.refresh_from_db()
    assert answer.status == 422
    assert talk.interaction.customer != stranger


def test_a_customers_page_is_edited_on_a_page(plain: Client, talk: Assignment) -> None:
    customer = talk.interaction.customer
    assert plain.get(f"/customers/{customer.pk}/editing").status_code == 200
    refused = plain.post(f"/customers/{customer.pk}/editing", {"email": "nonsense"})
    saved = plain.post(f"/customers/{customer.pk}/editing", {"first_name": "Carol"})

    assert refused.status_code == 422
    assert saved["Location"] == f"/customers/{customer.pk}/"


def test_a_merged_customer_leads_to_the_one_in_use(plain: Client, talk: Assignment) -> None:
    merged = Customer.objects.create(first_name="Carole", merged_into=talk.interaction.customer)
    response = plain.get(f"/customers/{merged.pk}/")

    assert response["Location"] == talk.interaction.customer.get_absolute_url()
