"""Customers: their record on its own page, and beside a conversation. Every agent may read and correct it."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import interactions
from cases.models import Interaction
from contactcenter.console import access, contents, rendering
from contactcenter.console.access import DeskRequest, for_agents
from contactcenter.console.answers import answer, is_partial
from contactcenter.console.forms import CustomerForm, IdentityForm
from contactcenter.console.views.desk import whole
from contactcenter.live import announce
from customers.models import Customer
from routing.models import Assignment

TALKS = 30


@for_agents
@require_safe
@never_cache
def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """A customer's record, numbers, cases and talks."""
    found = get_object_or_404(Customer.objects.select_related("merged_into"), pk=customer_id)
    if found.merged_into is not None:
        return redirect(found.merged_into)
    return render(request, "console/customer.html", {"agent": request.agent, **contents.record(found, TALKS)})


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def editing(request: DeskRequest, customer_id: int) -> HttpResponse:
    """The record's form on the customer's own page."""
    found = get_object_or_404(Customer.objects.current(), pk=customer_id)
    form = CustomerForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        _save(form)
        return redirect(found)
    # A form that was refused has changed its instance, so what stands beside it is read again.
    context = {"agent": request.agent, **contents.record(Customer.objects.get(pk=customer_id), TALKS), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "console/customer.html", context, status=status)


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def record(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """The record beside a conversation: `?form` shows its form, a POST saves it."""
    held = access.hold(request.agent, interaction_id)
    subject = held.interaction.customer
    if request.method != "POST":
        form = CustomerForm(instance=subject) if "form" in request.GET else None
        return _panel(request, held, form)
    form = CustomerForm(request.POST, instance=subject)
    if not form.is_valid():
        subject.refresh_from_db()
        return _panel(request, held, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    _save(form)
    parts = [_replaced(request, held), rendering.head(held), _item(request, held)]
    return answer(request, parts, then=held.interaction.get_absolute_url())


@for_agents
@require_POST
def identity(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Say which of the customers who share the number this is; the case follows."""
    held = access.hold(request.agent, interaction_id)
    form = IdentityForm(held, request.POST)
    if not form.is_valid():
        return _panel(request, held, None, HTTPStatus.UNPROCESSABLE_ENTITY)
    interactions.identify(held.interaction, form.cleaned_data["customer"], request.agent.user)
    held = access.hold(request.agent, interaction_id)
    parts = [_replaced(request, held), rendering.head(held), _item(request, held)]
    return answer(request, parts, then=held.interaction.get_absolute_url())


def _save(form: CustomerForm) -> None:
    saved = form.save()
    # Whoever talks with them now sees the new name.
    for interaction_id in Interaction.objects.open().filter(customer=saved).values_list("pk", flat=True):
        announce(f"interaction.{interaction_id}", "interaction.changed", interaction=interaction_id)


def _panel(
    request: DeskRequest, held: Assignment, form: CustomerForm | None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    if not is_partial(request):
        return whole(request, held, status=status, **({"form": form} if form else {}))
    return HttpResponse(rendering.panel(held, request, form=form, swap="outerHTML"), status=status)


def _replaced(request: DeskRequest, held: Assignment) -> str:
    return rendering.panel(held, request, swap="outerHTML")


def _item(request: DeskRequest, held: Assignment) -> str:
    return rendering.conversation(access.hold(request.agent, held.interaction_id))
