"""Settings: one file, read from the environment (see `.env.example`), loud when wrong."""

import json
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent
# A value of the wrong type stops the start with the variable's name, instead of meaning something else.
env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)


def private_server(name: str) -> str:
    """The address of the laptop's own server while `make run` has it running, else a name that cannot connect."""
    record = BASE_DIR / "var" / "servers.json"
    if record.is_file():
        return str(json.loads(record.read_text())[name])
    return ""


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text (or DEBUG=1 on a laptop).")
    SECRET_KEY = "only-for-this-laptop-" + "0123456789abcdef" * 4
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "lucide",
    "procrastinate.contrib.django",
    "customers",
    "cases",
    "sms",
    "routing",
    "contactcenter.local",
    "contactcenter.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "contactcenter.urls"
ASGI_APPLICATION = "contactcenter.asgi.application"
WSGI_APPLICATION = "contactcenter.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- servers ----------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default="") or private_server("DATABASE_URL")
REDIS_URL = env.str("REDIS_URL", default="") or private_server("REDIS_URL")
if not (DEBUG or (DATABASE_URL and REDIS_URL)):
    raise ImproperlyConfigured("Set DATABASE_URL and REDIS_URL, or DEBUG=1 on a laptop, where `make run` starts both.")
DATABASE_POOL_MAX = env.int("DATABASE_POOL_MAX", default=12, validate=validate.Range(min=0))

DATABASES: dict[str, Any] = {
    "default": dict(dj_database_url.parse(DATABASE_URL or "postgres://127.0.0.1:1/set-DATABASE_URL-or-make-run"))
}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgres://user:password@host:port/name.")
# Under ASGI a kept connection belongs to a request's context and is lost with it, so a pool keeps them. It must
# hold more than the threads that ask, or a burst waits for a connection instead of for the database.
if DATABASE_URL and DATABASE_POOL_MAX:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": DATABASE_POOL_MAX, "timeout": 10}}

CHANNEL_PREFIX = env.str("CHANNEL_PREFIX", default="cc")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [REDIS_URL or "redis://127.0.0.1:1"],
            "prefix": CHANNEL_PREFIX,
        },
    },
}
# Only allauth counts attempts to sign in here, in each process for itself. Not in Valkey, which nothing may need.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# A job that is due later is found by polling; the default of five seconds would let offers overstay.
# More jobs at once than a slow carrier can hold up on a laptop; README says how to keep sending apart altogether.
PROCRASTINATE_WORKER_DEFAULTS = {
    "fetch_job_polling_interval": 1.0,
    "delete_jobs": "successful",
    "concurrency": env.int("WORKER_CONCURRENCY", default=16, validate=validate.Range(min=1)),
}

# --- the carrier ------------------------------------------------------------------------------------------

VONAGE: dict[str, Any] = {
    "api_key": env.str("VONAGE_API_KEY", default=""),
    "api_secret": env.str("VONAGE_API_SECRET", default=""),
    "application_id": env.str("VONAGE_APPLICATION_ID", default=""),
    "private_key": env.str("VONAGE_PRIVATE_KEY", default=""),
    "signature_secret": env.str("VONAGE_SIGNATURE_SECRET", default=""),
    "api_host": env.str("VONAGE_API_HOST", default="api.nexmo.com"),
    "rest_host": env.str("VONAGE_REST_HOST", default="rest.nexmo.com"),
    "timeout": env.int("VONAGE_TIMEOUT", default=10, validate=validate.Range(min=1, max=60)),
}

# --- rules of the house -----------------------------------------------------------------------------------

# A case closed within this many days is opened again by the customer's next text; 0 never reopens.
CASE_REOPEN_DAYS = env.int("CASE_REOPEN_DAYS", default=7, validate=validate.Range(min=0))

# --- people -----------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_ADAPTER = "contactcenter.console.accounts.ClosedAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "account_login"
# Without a mail server nothing is sent, and the sign-in page offers no new password by mail.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console' if DEBUG else 'dummy'}.EmailBackend"
# In the database: a session kept in Valkey would end with it, and signing in would need it.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- pages ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
CONTENT_SECURITY_POLICY = {
    # The admin is unfold's: its scripts need eval, and only staff come there.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "object-src": ["'none'"],
    },
}

# --- the admin --------------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "Contact center",
    "SITE_HEADER": "Contact center",
    "SITE_SUBHEADER": "Administration",
    "SITE_SYMBOL": "sms",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "contactcenter.console.admin.icon"}],
    # The console's accent.
    "COLORS": {"primary": {"400": "#8ea2ff", "500": "#5770ea", "600": "#3d55c9", "700": "#3247ae"}},
    "SIDEBAR": {"show_search": True, "navigation": "contactcenter.console.admin.navigation"},
}

# --- transport --------------------------------------------------------------------------------------------

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
# The carrier and the health probe may come by plain HTTP inside the proxy's network.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^webhooks/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if DEBUG else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_SUBDOMAINS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# --- logs -------------------------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))

SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
RENDERER = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if DEBUG else structlog.processors.JSONRenderer()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": SHARED_PROCESSORS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                RENDERER,
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # At DEBUG the SDK writes message texts and bearer tokens, so it never gets there.
        "vonage": {"level": "WARNING" if LOG_LEVEL != "ERROR" else "ERROR"},
        "procrastinate": {"level": "WARNING" if LOG_LEVEL == "INFO" else LOG_LEVEL},
    },
}
structlog.configure(
    processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
