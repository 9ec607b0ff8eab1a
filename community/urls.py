"""Citizens' addresses. Pages are in community.pages; what machines read is in community.api."""

from django.urls import include, path

from . import views
from .api import feeds, files

app_name = "community"

urlpatterns = [
    path("reports.geojson", files.geojson, name="geojson"),
    path("reports.csv", files.as_csv, name="csv"),
    path("reports.rss", feeds.feed, {"kind": "rss"}, name="rss"),
    path("reports.atom", feeds.feed, {"kind": "atom"}, name="atom"),
    path("photos/<uuid:pk>/<int:edition>-<slug:size>.webp", views.photo, name="photo"),
    path("answers/<uuid:pk>", views.attachment, name="attachment"),
    path("follow/<int:pk>/<slug:key>/", views.manage, name="following"),
    path("follow/<int:pk>/<slug:key>/confirm", views.confirm, name="confirm"),
    path("follow/<int:pk>/<slug:key>/stop", views.unsubscribe, name="unsubscribe"),
    path("handling/rooms/", include("community.rooms.urls")),
    path("handling/", include("community.staff.urls")),
    path("", include("community.pages")),
]
