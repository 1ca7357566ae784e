"""Customers and their numbers in the admin. Agents edit customers in the console; this is for the rest."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from customers.models import Customer, Phone


@admin.register(Customer)
class CustomerAdmin(ModelAdmin):
    list_display = ["name", "company", "numbers", "language", "vip", "tagged", "created_at"]
    list_filter = ["is_vip", "language"]
    search_fields = ["first_name", "last_name", "company", "email", "=external_id", "phones__number"]
    ordering = ["-pk"]
    show_full_result_count = False
    autocomplete_fields = ["phones"]
    readonly_fields = ["merged_into", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": [("first_name", "last_name"), "company", "email", "phones"]}),
        ("What routing may go by", {"fields": ["is_vip", "language", "tags", "time_zone"]}),
        ("Record", {"fields": ["external_id", "remarks", "merged_into", "created_at", "updated_at"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        customers: QuerySet[Customer] = super().get_queryset(request)
        return customers.prefetch_related("phones")

    @admin.display(description="VIP", ordering="is_vip")
    def vip(self, customer: Customer) -> str:
        return "VIP" if customer.is_vip else ""

    @admin.display(description="Tags")
    def tagged(self, customer: Customer) -> str:
        return ", ".join(customer.tags)

    @admin.display(description="Numbers")
    def numbers(self, customer: Customer) -> str:
        return ", ".join(str(phone) for phone in customer.phones.all())


@admin.register(Phone)
class PhoneAdmin(ModelAdmin):
    list_display = ["__str__", "country", "owners", "created_at"]
    list_filter = ["country"]
    search_fields = ["number"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["number", "country", "created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Phone | None = None) -> list[str]:
        # The number is what texts and locks go by: another number is another phone.
        return ["country", "created_at", *(["number"] if obj else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Phone]:
        numbers: QuerySet[Phone] = super().get_queryset(request)
        return numbers.prefetch_related("customers")

    @admin.display(description="Customers")
    def owners(self, phone: Phone) -> str:
        return ", ".join(str(customer) for customer in phone.customers.all())
