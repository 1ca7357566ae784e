"""The floor: what a webhook costs that is verified and kept as one row, and nothing else.

A Django project of one view, served by the same server with the same options as the product's ingress. The distance
from here to the pipeline's figures is what the product itself costs.
"""

import os

import django
import environs
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from sms.carriers.base import Unauthenticated, Unsigned
from sms.carriers.vonage import webhooks
from sms.carriers.vonage.config import VonageConfig

TABLE = "CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, body bytea NOT NULL)"


def inbound(request: HttpRequest) -> HttpResponse:
    """Verify the signature, insert a row, answer."""
    if request.method != "POST":
        connection.ensure_connection()
        return HttpResponse("ok\n")
    try:
        webhooks.verify(ACCOUNT, request.headers, request.body)
    except (Unsigned, Unauthenticated) as error:
        return HttpResponse(error.reason, status=401)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_floor (body) VALUES (%s)", [request.body])
    return HttpResponse("accepted\n")


def account() -> VonageConfig:
    """The account whose signature is checked: the one the product's processes would get."""
    env = os.environ
    return VonageConfig(
        api_key=env["VONAGE_API_KEY"],
        api_secret="",
        application_id="",
        private_key="",
        signature_secret=env["VONAGE_SIGNATURE_SECRET"],
    )


def project() -> WSGIHandler:
    """Configure a Django of this one view, with the product's kind of connection pool, and make its tables."""
    database = environs.Env().dj_db_url("DATABASE_URL")
    options = {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}}
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {**database, "ENGINE": "django.db.backends.postgresql", "OPTIONS": options}},
        ROOT_URLCONF=__name__,
        SECRET_KEY="of-no-use-here",
        USE_TZ=True,
    )
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    return WSGIHandler()


urlpatterns = [path("", inbound)]
ACCOUNT = account()
application = project()
