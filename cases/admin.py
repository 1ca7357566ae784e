"""Cases, the words agents use, and the record of what happened, which nobody edits."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.paginator import InfinitePaginator

from cases.models import CannedMessage, Case, Disposition, Event, Interaction, Note


class FactAdmin(ModelAdmin):
    """A table of facts: to be read, by everybody who may, and written by the product alone."""

    ordering = ["-pk"]
    # Such tables have millions of rows, and counting them takes longer than reading a page.
    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class FactInline(TabularInline):
    """Facts that belong to another row."""

    extra = 0
    per_page = 20
    hide_title = True
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Disposition)
class DispositionAdmin(ModelAdmin):
    list_display = ["label", "code", "position", "is_active"]
    list_editable = ["position", "is_active"]
    search_fields = ["label", "code"]
    prepopulated_fields = {"code": ["label"]}


@admin.register(CannedMessage)
class CannedMessageAdmin(ModelAdmin):
    list_display = ["__str__", "title", "language", "is_active"]
    list_filter = ["language", "is_active"]
    search_fields = ["shortcut", "title", "body"]


class InteractionInline(FactInline):
    model = Interaction
    fields = ["kind", "status", "endpoint", "disposition", "started_at", "ended_at"]
    ordering = ["-started_at"]


@admin.register(Case)
class CaseAdmin(ModelAdmin):
    """Cases are opened and closed by talk and in the console; here their subject and owner can be put right."""

    list_display = ["reference", "subject", "customer", "status", "owner", "opened_at"]
    list_filter = ["status", "owner"]
    list_select_related = ["customer", "owner"]
    search_fields = ["=pk", "subject", "customer__last_name", "customer__company"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["subject", "owner", "customer", "status", "follows", "opened_at", "closed_at"]
    readonly_fields = ["customer", "status", "follows", "opened_at", "closed_at"]
    inlines = [InteractionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:
        # Only what was edited: the status may have moved since the page was opened.
        obj.save(update_fields=[*form.changed_data, "updated_at"])


class EventInline(FactInline):
    model = Event
    fields = ["number", "kind", "actor", "at", "detail"]
    ordering = ["number"]


@admin.register(Interaction)
class InteractionAdmin(FactAdmin):
    list_display = ["__str__", "customer", "endpoint", "status", "case", "disposition", "started_at"]
    list_filter = ["status", "kind", "direction"]
    list_select_related = ["customer", "case", "disposition"]
    search_fields = ["=pk", "=phone__number", "=endpoint"]
    inlines = [EventInline]


@admin.register(Event)
class EventAdmin(FactAdmin):
    list_display = ["__str__", "interaction", "actor", "at"]
    list_filter = ["kind"]
    list_select_related = ["interaction", "actor"]
    search_fields = ["=interaction__pk"]


@admin.register(Note)
class NoteAdmin(FactAdmin):
    list_display = ["__str__", "interaction", "author"]
    list_select_related = ["interaction", "author"]
    search_fields = ["=interaction__pk"]
