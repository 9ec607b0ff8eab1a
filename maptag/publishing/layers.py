"""The one registry of public layers: every public byte about places leaves through it.

A layer names its model, the QuerySet method that says which rows are public, and the only fields that may leave: as a
PublicRow, as values, or as GeoJSON. A new public field needs an edit here. Models are named by label, so that this
module stands below all apps and any of them may use it.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from .rows import PublicRow


@dataclass(frozen=True, slots=True)
class Layer:
    """`queryset` is a method of the model's QuerySet; `fields` are values() names; `geometry` is in EPSG:4326.

    `page_fields` are what pages may show as well: further fields, properties, and methods without arguments.
    """

    model: str
    queryset: str
    fields: tuple[str, ...]
    page_fields: tuple[str, ...] = ()
    geometry: str = ""
    licence: str = "공공누리 제1유형: 출처표시"

    def rows(self) -> QuerySet:
        """The public rows as model instances to filter further."""
        return getattr(apps.get_model(self.model).objects, self.queryset)()

    def values(self, rows: QuerySet | None = None) -> QuerySet:
        """The allowed fields of `rows` (all public rows by default) as dicts."""
        return (self.rows() if rows is None else rows).values(*self.fields)

    def public(self, record: Model, **more) -> PublicRow:
        """`record`, one of `rows()`, as what may leave of it; `more` are values that the caller made of public ones."""
        return PublicRow({name: _value(record, name) for name in (*self.fields, *self.page_fields)} | more)

    def feature_collection(self, rows: QuerySet) -> str:
        """`rows` as GeoJSON text.

        `rows` must come from `rows()`, or be rows about to become public in the running transaction.
        """
        features, _number = self.features(rows)
        return f'{{"type" : "FeatureCollection", "features" : {features}}}'

    def features(self, rows: QuerySet) -> tuple[str, int]:
        """The features as GeoJSON text, and how many there are.

        Built in SQL: the ORM's geometry objects took 139 ms for what SQL does in 12.
        """
        values = rows.annotate(_geojson=AsGeoJSON(self.geometry, precision=6)).values("_geojson", *self.fields)
        try:
            sql, params = values.query.sql_with_params()
        except EmptyResultSet:  # a filter that nothing can meet
            return "[]", 0
        with connection.cursor() as cursor:
            cursor.execute(_FEATURES.format(rows=sql), params)
            return cursor.fetchone()


def _value(record, path: str):
    """What `path` (as in values()) leads to, None from the first relation that is empty on."""
    for name in path.split("__"):
        if record is None:
            return None
        record = getattr(record, name)
    return record() if callable(record) else record


_FEATURES = """
SELECT coalesce(json_agg(json_build_object(
    'type', 'Feature',
    'geometry', public._geojson::json,
    'properties', to_jsonb(public) - '_geojson'
)), '[]'::json)::text, count(*)
FROM ({rows}) AS public
"""

LAYERS = {
    "notices": Layer(
        model="maptag.Notice",
        queryset="published",
        fields=(
            "id",
            "title",
            "department__name",
            "department__slug",
            "theme__name",
            "theme__slug",
            "theme__colour",
            "valid_from",
            "valid_until",
            "published_at",
            "tag_count",
        ),
        page_fields=("body", "updated_at", "get_absolute_url", "period_state"),
    ),
    "tags": Layer(
        model="maptag.Tag",
        queryset="published",
        fields=("number", "title", "address", "attributes", "position_type", "error_m"),
        geometry="geometry",
    ),
    "home": Layer(
        model="maptag.Tag",
        queryset="current",
        fields=("notice_id", "number", "title"),
        geometry="point",
    ),
    "reports": Layer(
        model="community.Report",
        queryset="public",
        fields=(
            "number",
            "title",
            "category__slug",
            "category__name",
            "campaign__slug",
            "campaign__title",
            "text",
            "address",
            "gu",
            "dong",
            "status",
            "department__name",
            "support_count",
            "campaign__confirmations",
            "agree_count",
            "disagree_count",
            "confirmed",
            "follows_lead",
            "demo",
            "created_at",
            "updated_at",
            "closed_at",
            "due_on",
        ),
        page_fields=(
            "category__colour",
            "campaign__colour",
            "campaign__participation",
            "campaign__takes_entries",
            "campaign__get_absolute_url",
            "nickname",
            "moderation",
            "subject",
            "is_open",
            "is_overdue",
            "get_absolute_url",
            "get_status_display",
            "point__x",
            "point__y",
        ),
        geometry="point",
    ),
    "updates": Layer(
        model="community.ReportEvent",
        queryset="public",
        fields=("id", "kind", "at", "to_status", "report__number", "report__status"),
        page_fields=("get_to_status_display",),
    ),
    "photos": Layer(
        model="community.Photo",
        queryset="visible",
        fields=("id", "edition", "alt", "width", "height"),
        page_fields=("get_absolute_url",),
    ),
    "attachments": Layer(
        model="community.Attachment",
        queryset="public",
        fields=("id", "name", "size", "media_type"),
        page_fields=("is_picture", "get_absolute_url"),
    ),
    "categories": Layer(
        model="community.Category",
        queryset="active",
        fields=("slug", "name", "description", "group", "keywords", "questions", "emergency_words"),
    ),
    "campaigns": Layer(
        model="community.Campaign",
        queryset="public",
        fields=(
            "slug",
            "title",
            "summary",
            "body",
            "state",
            "department__name",
            "group__name",
            "starts",
            "ends",
            "participation",
            "confirmations",
            "colour",
            "demo",
        ),
        page_fields=(
            "id",
            "created_at",
            "updated_at",
            "approval",
            "contact_days",
            "leader_board",
            "text_label",
            "questions",
            "host",
            "icon_address",
            "takes_entries",
            "get_absolute_url",
        ),
    ),
    # `answers` leave question by question: community.api.results keeps private ones back.
    "entries": Layer(
        model="community.Entry",
        queryset="public",
        fields=(
            "number",
            "title",
            "text",
            "address",
            "gu",
            "dong",
            "nickname",
            "answers",
            "agree_count",
            "disagree_count",
            "confirmed",
            "demo",
            "created_at",
        ),
        geometry="point",
    ),
    "report_pins": Layer(
        model="community.Report",
        queryset="on_map",
        fields=(
            "number",
            "title",
            "category__slug",
            "category__name",
            "campaign__slug",
            "address",
            "status",
            "support_count",
            "confirmed",
            "demo",
        ),
        geometry="point",
    ),
}
