from django.urls import path

from sms import webhooks

urlpatterns = [
    path("inbound", webhooks.vonage_inbound, name="vonage-inbound"),
    path("status", webhooks.vonage_status, name="vonage-status"),
]
