"""HTTP without sockets: the carrier's webhooks, and behind a proxy every page. Same URLs as `asgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
application = get_wsgi_application()
