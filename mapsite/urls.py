"""URLs. Every view needs sign-in unless it carries @login_not_required."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from community.api import api as community_api
from community.open311 import views as open311_views

from . import errors, health, views, words
from .accounts import views as account_views
from .administration import auditing, coverage

handler400 = "mapsite.errors.bad_request"
handler403 = "mapsite.errors.forbidden"
handler404 = "mapsite.errors.not_found"
handler500 = "mapsite.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("start/", views.start, name="start"),
    path("tags.json", views.home_tags, name="home_tags"),
    path("words/<slug:language>.js", words.catalogue, name="words"),
    path("", include("maptag.urls")),
    path("uploads/", include("importers.urls")),
    path("", include("community.urls")),
    path("open311/v2/", include("community.open311.urls")),
    # Where the specification of service discovery has it.
    path("open311/discovery.<open311_format:format>", open311_views.discovery),
    path("api/community/", community_api.urls),
    path("api/<path:rest>", csrf_exempt(login_not_required(errors.nothing))),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/refused.csv", coverage.refused, name="coverage_refused"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("audit/", auditing.access_log, name="access_log"),
    path("audit/log.csv", auditing.access_log_csv, name="access_log_csv"),
    path("accounts/email/", account_views.StaffEmailView.as_view(), name="account_email"),
    path("accounts/session/", account_views.session, name="account_session"),
    path("accounts/session/renewed/", account_views.renewed, name="account_renewed"),
    path("accounts/oidc/<str:provider_id>/login/", account_views.sign_on, name="openid_connect_login"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
