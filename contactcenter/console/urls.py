"""The console's addresses: nouns, and what is done to them is a POST."""

from django.urls import URLPattern, URLResolver, path

from contactcenter.console.assets import asset
from contactcenter.console.consumers import DeskConsumer
from contactcenter.console.views import cases, customers, desk, interactions, messages, offers, presence

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("desk/refresh", desk.refresh, name="desk_refresh"),
    path("status", presence.status, name="status"),
    path("offers/<int:offer_id>/acceptance", offers.acceptance, name="acceptance"),
    path("offers/<int:offer_id>/rejection", offers.rejection, name="rejection"),
    path("interactions/<int:interaction_id>/", interactions.interaction, name="interaction"),
    path("interactions/<int:interaction_id>/lines", interactions.lines, name="lines"),
    path("interactions/<int:interaction_id>/reading", interactions.reading, name="reading"),
    path("interactions/<int:interaction_id>/ending", interactions.ending, name="ending"),
    path("interactions/<int:interaction_id>/wrap-up", interactions.wrap_up, name="wrap_up"),
    path("interactions/<int:interaction_id>/disposition", interactions.disposition, name="disposition"),
    path("interactions/<int:interaction_id>/messages", messages.messages, name="messages"),
    path("interactions/<int:interaction_id>/notes", messages.notes, name="notes"),
    path("interactions/<int:interaction_id>/canned", messages.canned, name="canned"),
    path("interactions/<int:interaction_id>/customer", customers.identity, name="identity"),
    path("interactions/<int:interaction_id>/record", customers.record, name="record"),
    path("messages/<int:message_id>/resending", messages.resending, name="resending"),
    path("customers/<int:customer_id>/", customers.customer, name="customer"),
    path("customers/<int:customer_id>/editing", customers.editing, name="customer_editing"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/closing", cases.closing, name="closing"),
    path("cases/<int:case_id>/reopening", cases.reopening, name="reopening"),
    path("assets/<str:digest>/<str:name>", asset, name="asset"),
]
sockets: list[URLPattern] = [path("ws/desk/", DeskConsumer.as_asgi())]
