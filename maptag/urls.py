from django.urls import path

from . import manage, views
from .publishing import downloads

app_name = "maptag"

urlpatterns = [
    path("notices/<slug:pk>/", views.notice, name="notice"),
    path("notices/<slug:pk>.geojson", downloads.geojson, name="geojson"),
    path("notices/<slug:pk>.csv", downloads.as_csv, name="csv"),
    path("embed/<slug:pk>", views.embed, name="embed"),
    # A mistyped address in somebody's page.
    path("embed/<path:rest>", views.gone),
    path("snapshots/<slug:pk>/<slug:digest>.geojson", views.snapshot, name="snapshot"),
    path("manage/", manage.notices, name="manage"),
    path("manage/<slug:pk>/versions/", manage.versions, name="versions"),
    path("manage/<slug:pk>/withdraw/", manage.withdraw, name="withdraw"),
    path("manage/<slug:pk>/versions/<int:number>/restore/", manage.restore, name="restore"),
]
