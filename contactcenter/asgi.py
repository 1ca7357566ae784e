"""The console's sockets, and on a laptop its pages. Same URLs as `wsgi`."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
pages = get_asgi_application()

# Models can be imported only once Django is set up, which the line above does.
from channels.auth import AuthMiddlewareStack  # noqa: E402

from contactcenter.console.urls import sockets  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(sockets))),
    }
)
