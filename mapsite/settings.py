"""Settings, all from the environment; `.env.example` explains every variable.

The defaults run a demo on one machine. With DEBUG off, this module and `mapsite.checks.production` refuse to start with
anything unsafe.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.str("MAPTAG_ENV_FILE", default=str(BASE_DIR / ".env")))

DEMO_SECRET_KEY = "demo-secret-key-never-used-when-debug-is-off"  # noqa: S105 (refused below when DEBUG is off)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET_KEY if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="demo-seoul" if DEBUG else "")

if not DEBUG:
    if len(SECRET_KEY) < 50 or SECRET_KEY == DEMO_SECRET_KEY:
        raise ImproperlyConfigured("SECRET_KEY must be set to at least 50 random characters when DEBUG is off.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this site when DEBUG is off.")
    if DEMO_PASSWORD:
        raise ImproperlyConfigured("DEMO_PASSWORD is for demonstrations only: unset it when DEBUG is off.")

# -- applications

INSTALLED_APPS = [
    "mapsite.apps.MapsiteConfig",
    "mapsite.accounts.apps.AccountsConfig",
    "maptag",
    "maptag.geocoding",
    "importers",
    "community",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "leaflet",
    "csp",
    "mapsite.accounts.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "maptag.publishing.framing.FramingMiddleware",
    "mapsite.operation.probes.ProbesMiddleware",
    "mapsite.operation.cookies.CookieSuffixMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mapsite.operation.updates.UpdateMiddleware",
    "mapsite.middleware.PublicDataMiddleware",
    "mapsite.serving.middleware.BodyMiddleware",
    "mapsite.middleware.FaultsMiddleware",
    "mapsite.serving.middleware.FilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "mapsite.middleware.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "mapsite.accounts.sessions.SessionAuthenticationMiddleware",
    "mapsite.middleware.PersonalPagesMiddleware",
    # Closed by default: a view is public only where it carries @login_not_required.
    "mapsite.middleware.sign_in",
    "mapsite.middleware.second_factor",
    "mapsite.middleware.access_log",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Innermost, where Django turns an unknown address into its answer.
    "mapsite.errors.OwnNotFoundMiddleware",
]

ROOT_URLCONF = "mapsite.urls"
WSGI_APPLICATION = "mapsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mapsite.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# -- data

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///maptag", engine="mapsite.database")}
DATABASES["default"]["OPTIONS"] = {
    # Without a pool `select 1` fell from 2,100 to 119 requests/s.
    "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8), "timeout": 3},
    # Parallel query made one tile four times slower: a web request is too short for it.
    "options": "-c max_parallel_workers_per_gather=0",
}
# Only allauth counts here: in a table, because limits kept in each web process let through as many more tries.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_limit",
        # Culling is by key, not by age: an attacker with many addresses could have a count of his thrown out.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_DIR = BASE_DIR / "data"

_FILES_ON_DISK = {
    "BACKEND": "maptag.publishing.storage.AtomicFileSystemStorage",
    "OPTIONS": {"location": env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))},
}
# Several machines share one store instead; boto3 takes credentials from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
_FILES_IN_STORE = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": env.str("S3_BUCKET", default=""),
        "location": env.str("S3_PREFIX", default=""),
        "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "default_acl": "private",
        # A name is never taken twice: publishing writes, then deletes.
        "file_overwrite": False,
        "querystring_auth": True,
    },
}
if _FILES_IN_STORE["OPTIONS"]["bucket_name"]:
    from botocore.config import Config  # 200 ms, where they are worth it

    # A store that drops packets held a request 5 minutes (60 s, five times over); now 10 s.
    _FILES_IN_STORE["OPTIONS"]["client_config"] = Config(
        connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 3, "mode": "standard"}
    )
STORAGES = {
    "default": _FILES_IN_STORE if _FILES_IN_STORE["OPTIONS"]["bucket_name"] else _FILES_ON_DISK,
    "staticfiles": {"BACKEND": "mapsite.staticfiles.StaticFilesStorage"},
}
# Uploads never have a URL of their own: views serve them to whom they belong.
MEDIA_URL = ""
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("basemap", DATA_DIR / "basemap")]
WHITENOISE_MAX_AGE = 3600
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False
# The basemap's tiles are compressed already, and ranges of a compressed file would not be ranges of the file.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff", "woff2", "png", "jpg", "webp", "gz", "br", "pmtiles", "map"]

PROSE_WEIGHTS = env.str("PROSE_WEIGHTS", default="")
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=50) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# -- people

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "mapsite.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "mapsite.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Signing in needs no mail; an address of one's own choice counts only after its owner has confirmed it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Nobody is written to who has no account: it would offer to sign up, which is closed.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Wrong passwords by address and by account; counted in the database (CACHES), so for all web processes together.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,30/h/ip,5/300s/key,20/d/key"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"login": "mapsite.accounts.forms.LoginForm"}
# Who does not ask to stay signed in is signed out with the browser, or after so many minutes without a sign of life
# (0: never). The box that asks goes with 0 days.
STAFF_IDLE_MINUTES = env.float("STAFF_IDLE_MINUTES", default=30)
STAFF_REMEMBER_DAYS = env.int("STAFF_REMEMBER_DAYS", default=14)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_SESSION_REMEMBER = None if STAFF_REMEMBER_DAYS else False
ACCOUNT_SESSION_COOKIE_AGE = STAFF_REMEMBER_DAYS * 86_400
MFA_ADAPTER = "mapsite.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
# Administrators and auditors can do nothing before they have a second factor. Off in the demonstration.
ADMIN_SECOND_FACTOR = env.bool("ADMIN_SECOND_FACTOR", default=not DEBUG)
# The access log is kept this long: a year at least (개인정보의 안전성 확보조치 기준 제8조).
ACCESS_LOG_DAYS = env.int("ACCESS_LOG_DAYS", default=730)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {}
if env.str("OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.str("OIDC_NAME", default="통합 로그인"),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env.str("OIDC_SERVER_URL")},
            }
        ]
    }
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="maptag@localhost")

# -- language and city

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("한국어"))]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

CITY_NAME = env.str("CITY_NAME", default="서울특별시")
# Latitude, longitude; and south, west, north, east.
CITY_CENTRE = [float(x) for x in env.list("CITY_CENTRE", default=["37.5665", "126.9780"])]
CITY_BOUNDS = [float(x) for x in env.list("CITY_BOUNDS", default=["37.41", "126.76", "37.72", "127.20"])]
# Files below data/basemap: vector tiles in the OpenMapTiles schema, and the names of districts for low zooms.
BASEMAP = env.str("BASEMAP", default="basemap/seoul.pmtiles")
BASEMAP_DISTRICTS = env.str("BASEMAP_DISTRICTS", default="basemap/districts.geojson")
# An XYZ template ("https://…/{z}/{x}/{y}.png") replaces the basemap that the project carries.
TILE_URL = env.str("TILE_URL", default="")
TILE_ATTRIBUTION = env.str("TILE_ATTRIBUTION", default="© OpenStreetMap contributors")

LEAFLET_CONFIG = {
    "DEFAULT_CENTER": tuple(CITY_CENTRE),
    "DEFAULT_ZOOM": 11,
    "MIN_ZOOM": 6,
    "MAX_ZOOM": 19,
    "TILES": [],
    "NO_GLOBALS": False,
    "RESET_VIEW": False,
    "SCALE": None,
}

# -- citizens

# Secrets that encrypt contacts and second factors: the first one writes, all read; SECRET_KEY reads what it once wrote.
CONTACT_KEYS = env.list("CONTACT_KEYS", default=[])
# Whose public holidays are not working days (ISO 3166).
HOLIDAY_COUNTRY = env.str("HOLIDAY_COUNTRY", default="KR")
# What a browser computes before it may send, in hashes: 50,000 take a phone about a second.
PROOF_OF_WORK_COST = env.int("PROOF_OF_WORK_COST", default=50_000)
# Reports an hour from one address, and from one device.
REPORTS_PER_ADDRESS = env.int("REPORTS_PER_ADDRESS", default=30)
REPORTS_PER_DEVICE = env.int("REPORTS_PER_DEVICE", default=10)
# Of these from one address, how many without a proof of work, which a browser without scripts can't give.
PLAIN_REPORTS_PER_ADDRESS = env.int("PLAIN_REPORTS_PER_ADDRESS", default=5)
# Our own proxies that append to X-Forwarded-For; None: nobody has said, which is refused when DEBUG is off.
_PROXIES = env.str("TRUSTED_PROXIES", default="").strip()
TRUSTED_PROXIES = int(_PROXIES) if _PROXIES.isdigit() else None
# Web Push: a private key (manage.py make_vapid_key), and whom a push service may write to.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")
VAPID_CONTACT = env.str("VAPID_CONTACT", default="")
# Dotted path of a class like community.messaging.sms.Gateway; empty: no SMS.
SMS_GATEWAY = env.str("SMS_GATEWAY", default="")
OPEN311_JURISDICTION = env.str("OPEN311_JURISDICTION", default="seoul.go.kr")

# -- opinions: outside geocoders that a person may ask in a review; each is off until all that it needs is set

OPINIONS = {
    "juso": {
        "url": env.str("JUSO_URL", default="https://business.juso.go.kr/addrlink"),
        "key": env.str("JUSO_KEY", default=""),
        "coordinate_key": env.str("JUSO_COORDINATE_KEY", default=""),
        "daily": env.int("JUSO_DAILY", default=3000),
    },
    "vworld": {
        "url": env.str("VWORLD_URL", default="https://api.vworld.kr/req/address"),
        "key": env.str("VWORLD_KEY", default=""),
        "daily": env.int("VWORLD_DAILY", default=3000),
    },
    "kakao": {
        "url": env.str("KAKAO_URL", default="https://dapi.kakao.com/v2/local/search"),
        "key": env.str("KAKAO_KEY", default=""),
        "daily": env.int("KAKAO_DAILY", default=3000),
    },
    "naver": {
        "url": env.str("NAVER_URL", default="https://maps.apigw.ntruss.com/map-geocode/v2"),
        "id": env.str("NAVER_ID", default=""),
        "key": env.str("NAVER_KEY", default=""),
        "daily": env.int("NAVER_DAILY", default=3000),
    },
    "nominatim": {
        "url": env.str("NOMINATIM_URL", default=""),
        "daily": env.int("NOMINATIM_DAILY", default=3000),
    },
}
# Whose answers may be kept. Kakao's and Naver's only where the contract says so; VWorld's never.
OPINIONS_STORABLE = env.list("OPINIONS_STORABLE", default=["juso", "nominatim"])

# -- jobs

# A job whose worker has not been heard of for this long is taken up by another worker.
STALLED_JOB_SECONDS = env.int("STALLED_JOB_SECONDS", default=20)
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,
    "delete_jobs": "successful",
    "update_heartbeat_interval": 5,
    "stalled_worker_timeout": STALLED_JOB_SECONDS,
}

# -- safety

# A policy can't name an IPv6 address.
_DEMO_SITES = [f"http://{host}:*" for host in ALLOWED_HOSTS if DEBUG and not host.startswith("[")]
EMBED_HOSTS = env.list("EMBED_HOSTS", default=_DEMO_SITES)
# Scheme and host only: a path with a query would make an invalid source.
_TILE_ORIGINS = ["/".join(TILE_URL.split("/")[:3]).replace("{s}", "*")] if TILE_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        # Leaflet positions its panes and markers through the style attribute of elements it made, which
        # needs no unsafe-inline (CSSOM is not governed by style-src).
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_TILE_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Two copies of the site on one host, at two ports, need two.
COOKIE_SUFFIX = env.str("COOKIE_SUFFIX", default="")
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# -- operation

# Threads of one web process that make pages; those that take files have two of their own.
WEB_THREADS = env.int("WEB_THREADS", default=4)
CSRF_FAILURE_VIEW = "mapsite.errors.stale_form"
# The demonstration shows the site's own pages for errors, as production does; 1 shows Django's while DEBUG is on.
ERROR_DETAILS = env.bool("ERROR_DETAILS", default=False)
if not ERROR_DETAILS:
    DEFAULT_EXCEPTION_REPORTER = "mapsite.error_report.PlainReporter"
# GDAL before 3.9 can't be kept from files and the network while it reads a spatial reference: none comes from outside.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
DISK_FREE_MIN_MB = env.int("DISK_FREE_MIN_MB", default=200)
# They write whole addresses of requests, in which keys stand.
_QUIET = {name: {"level": "WARNING"} for name in ("httpx", "httpcore")}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"pdfminer": {"level": "ERROR"}, "procrastinate": {"level": "WARNING"}, **_QUIET},
}
