"""Countries and channels, which are set up here, and texts with their evidence, which are only read."""

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from cases.admin import FactAdmin
from contactcenter import jobs
from sms.models import Callback, Channel, Country, Message, OptOut, Receipt


@admin.register(Country)
class CountryAdmin(ModelAdmin):
    list_display = ["name", "iso", "can_send", "can_receive", "number_type", "voice_and_sms", "price", "currency"]
    list_editable = ["can_send", "can_receive"]
    list_filter = ["can_receive", "can_send", "voice_and_sms", "number_type"]
    search_fields = ["name", "=iso"]
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Country | None = None) -> list[str]:
        return ["iso"] if obj else []


@admin.register(Channel)
class ChannelAdmin(ModelAdmin):
    list_display = ["name", "number", "country", "carrier", "is_active"]
    list_filter = ["is_active", "country"]
    list_select_related = ["country"]
    search_fields = ["name", "number"]
    autocomplete_fields = ["country"]
    fields = ["name", "number", "country", "is_active", "carrier"]

    def get_readonly_fields(self, request: HttpRequest, obj: Channel | None = None) -> list[str]:
        # Conversations go by the number: another number is another channel.
        return ["carrier", *(["number"] if obj else [])]


@admin.register(Message)
class MessageAdmin(FactAdmin):
    list_display = ["__str__", "interaction", "phone", "channel", "status", "author", "segments", "created_at"]
    list_filter = ["status", "direction", "purpose"]
    list_select_related = ["interaction", "phone", "channel", "author"]
    search_fields = ["=carrier_reference", "=phone__number"]


@admin.register(Receipt)
class ReceiptAdmin(FactAdmin):
    list_display = ["status", "carrier_reference", "message", "at", "error_code", "received_at"]
    list_filter = ["status"]
    list_select_related = ["message"]
    search_fields = ["=carrier_reference", "=client_reference"]


@admin.register(Callback)
class CallbackAdmin(FactAdmin):
    list_display = ["__str__", "outcome", "error", "attempts", "received_at", "processed_at"]
    list_filter = ["outcome", "carrier"]
    search_fields = ["=reference"]
    readonly_fields = ["text"]
    actions = ["try_again"]

    @admin.display(description="Body")
    def text(self, callback: Callback) -> str:
        return bytes(callback.body).decode("utf-8", "backslashreplace")

    @admin.action(description="Try again to put these texts where they belong", permissions=["view"])
    def try_again(self, request: HttpRequest, callbacks: QuerySet[Callback]) -> None:
        """For texts that ten tries could not place, once what was wrong is mended."""
        with transaction.atomic():
            pending = callbacks.filter(outcome=Callback.Outcome.PENDING).values_list("pk", flat=True)
            for callback_id in pending:
                jobs.defer("sms.try_again", callback_id=callback_id)
        self.message_user(request, f"Trying {len(pending)} again; those that were taken or refused stay as they are.")


@admin.register(OptOut)
class OptOutAdmin(ModelAdmin):
    """Who must not be texted. Recorded for good: a phone that opts in again is revoked, not deleted."""

    list_display = ["phone", "source", "channel", "since", "revoked_at"]
    list_filter = ["source", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["phone", "channel"]
    search_fields = ["phone__number"]
    autocomplete_fields = ["phone", "channel"]
    ordering = ["-pk"]
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: OptOut | None = None) -> list[str]:
        return ["phone", "source", "channel", "since"] if obj else ["revoked_at"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
