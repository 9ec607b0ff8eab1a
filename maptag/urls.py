from django.urls import path

from .pages import owners, readers
from .publishing import downloads

app_name = "maptag"

urlpatterns = [
    path("notices/<slug:pk>/", readers.notice, name="notice"),
    path("notices/<slug:pk>.geojson", downloads.geojson, name="geojson"),
    path("notices/<slug:pk>.csv", downloads.as_csv, name="csv"),
    path("embed/<slug:pk>", readers.embed, name="embed"),
    # A mistyped address in somebody's page.
    path("embed/<path:rest>", readers.gone),
    path("snapshots/<slug:pk>/<slug:digest>.geojson", readers.snapshot, name="snapshot"),
    path("manage/", owners.notices, name="manage"),
    path("manage/<slug:pk>/versions/", owners.versions, name="versions"),
    path("manage/<slug:pk>/withdraw/", owners.withdraw, name="withdraw"),
    path("manage/<slug:pk>/versions/<int:number>/restore/", owners.restore, name="restore"),
]
