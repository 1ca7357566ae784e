"""The admin's front: who may enter, what the navigation offers, and people's sign-ins."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

# Title, icon (by its Material Symbols name) and model of each page, in the order in which a centre is set up.
PAGES: dict[str, list[tuple[str, str, str]]] = {
    "Channels": [
        ("Channels", "sms", "sms.channel"),
        ("Rules", "alt_route", "routing.rule"),
        ("Countries", "public", "sms.country"),
    ],
    "Routing": [
        ("Queues", "inbox", "routing.queue"),
        ("Agents", "headset_mic", "routing.agent"),
        ("Skills", "star", "routing.skill"),
        ("Schedules", "schedule", "routing.schedule"),
    ],
    "Words": [
        ("Canned messages", "quickreply", "cases.cannedmessage"),
        ("Dispositions", "label", "cases.disposition"),
    ],
    "Customers": [
        ("Customers", "group", "customers.customer"),
        ("Phones", "smartphone", "customers.phone"),
        ("Cases", "folder", "cases.case"),
        ("Opt-outs", "do_not_disturb_on", "sms.optout"),
    ],
    "Record": [
        ("Interactions", "forum", "cases.interaction"),
        ("Texts", "chat", "sms.message"),
        ("Offers", "notifications", "routing.offer"),
        ("Status changes", "history", "routing.statuschange"),
        ("Inbound requests", "call_received", "sms.callback"),
        ("Delivery reports", "done_all", "sms.receipt"),
    ],
    "People": [
        ("Sign-ins", "person", "auth.user"),
        ("Groups", "shield_person", "auth.group"),
        ("Jobs", "work_history", "procrastinate.procrastinatejob"),
    ],
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar's groups with the pages that this person may open; empty groups are left out."""
    groups = []
    for title, pages in PAGES.items():
        items = [_item(*page) for page in pages if _may_view(request, page[2])]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def icon(request: HttpRequest) -> str:
    """Return the address of the icon in the browser's tab."""
    return static("icon.svg")


def _item(title: str, symbol: str, model: str) -> dict[str, Any]:
    return {"title": title, "icon": symbol, "link": reverse(f"admin:{model.replace('.', '_')}_changelist")}


def _may_view(request: HttpRequest, model: str) -> bool:
    app, _, name = model.partition(".")
    return request.user.has_perm(f"{app}.view_{name}") or request.user.has_perm(f"{app}.change_{name}")


# One door for everybody: the admin's own form would let people in without their second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister([User, Group])


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "email", "is_active", "is_staff"]


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass
