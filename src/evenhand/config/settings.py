"""Django's settings, made from the options of `config.options` and nothing else."""

from django.utils.csp import CSP

from evenhand.config import accounts, home, keys, options, postgres
from evenhand.core import keys as derivation

EVENHAND_DEMO = options.switch("EVENHAND_DEMO")
EVENHAND_MASTER_KEY = keys.master_key()
EVENHAND_VAULT_KEYS = keys.vault_keys()
EVENHAND_HOME = home.folder()
EVENHAND_VERIFIER = home.verifier()
EVENHAND_MIRRORS = options.several("EVENHAND_MIRRORS")
EVENHAND_GATE_URL = options.text("EVENHAND_GATE_URL")
EVENHAND_ADAPTERS = {
    "sms": "evenhand.adapters.sms.console.ConsoleSms",
    "voice": "evenhand.adapters.voice.console.ConsoleVoice",
    "telephone": "evenhand.adapters.voice.calls.SignedCalls",
    "hooks": "evenhand.adapters.hooks.https.Https",
    "maps": "evenhand.adapters.maps.haversine.Haversine",
    "payment": "evenhand.adapters.payment.fake.FakePayment",
    "beacon": "evenhand.adapters.beacon.drand.Beacons",
    "anchors": "evenhand.adapters.ballots.anchors.Places",
    **options.pairs("EVENHAND_ADAPTERS"),
}
EVENHAND_ACCOUNTS = accounts.read()
EVENHAND_MAP_SOURCE = options.text("EVENHAND_MAP_SOURCE")
EVENHAND_MAP_REVIEW = options.text("EVENHAND_MAP_REVIEW")
EVENHAND_CODES_A_DAY = options.whole("EVENHAND_CODES_A_DAY")

DEBUG = False
ALLOWED_HOSTS = options.several("EVENHAND_HOSTS")
# Without a master key Django refuses whatever would have to be signed; `evenhand check` says so beforehand.
SECRET_KEY = derivation.derive(EVENHAND_MASTER_KEY, "django", "").hex() if EVENHAND_MASTER_KEY else ""

ROOT_URLCONF = "evenhand.config.urls"
ASGI_APPLICATION = "evenhand.config.asgi.application"
APPEND_SLASH = True

ROOMS = (
    "journal",
    "cities",
    "residents",
    "campaigns",
    "notices",
    "partners",
    "claims",
    "ballots",
    "orders",
    "fulfilment",
    "dispatch",
    "handover",
    "cases",
    "settlement",
    "reports",
)
INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    *(f"evenhand.apps.{room}" for room in ROOMS),
    "evenhand.web",
]

MIDDLEWARE = [
    "evenhand.web.kit.numbering.NumberMiddleware",
    "evenhand.web.kit.compression.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "evenhand.web.kit.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "evenhand.web.kit.mishaps.MishapMiddleware",
    "evenhand.web.kit.doors.DeclaredMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "evenhand.web.kit.preferences.context",
            ],
        },
    }
]

# Database. Requests work as the app role; `migrate` alone works as the owner.
_ADDRESS = options.text("EVENHAND_DATABASE_URL") or postgres.Server(EVENHAND_HOME).url()
_APP = postgres.django_settings(_ADDRESS, postgres.APP)
DATABASES = {
    "default": {
        **_APP,
        "CONN_HEALTH_CHECKS": True,  # after the server's restart no request meets a dead connection
        "OPTIONS": {**_APP["OPTIONS"], "pool": {"min_size": 1, "max_size": 12, "timeout": 5}},
    },
    "owner": postgres.django_settings(_ADDRESS, postgres.OWNER),
}

# Time and words. The browser's language does not decide: see `web`.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Static files are served from where they are installed: nothing is collected.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Sessions and messages live in signed cookies: nothing of a visitor is stored.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Security headers. Behind a TLS proxy (EVENHAND_ORIGINS) cookies never travel in the clear.
CSRF_TRUSTED_ORIGINS = options.several("EVENHAND_ORIGINS")
_TLS = any(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_SSL_REDIRECT = _TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF, "blob:"],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
