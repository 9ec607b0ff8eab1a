"""The tables of geocoding. Bulk rows arrive by COPY and leave by table switch (`tables.switch`), never row by row.

All geometry is WGS84 (EPSG:4326). `key` and `previous_key` are hashes of the 시도 (its official name of today) and of
the normal form that `types.AddressKey` prints, `hashtextextended(sido, hashtextextended(form, 0))`, computed by
PostgreSQL on both sides; `road_key` and `dong_key`, for texts that name no 시군구, are `hashtextextended(rest, 0)`.
세종, which has no 시군구, has itself as one ("세종시").

Relations carry no database constraint: a table is replaced as a whole.
"""

from uuid import uuid4

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _


class DataVersionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def label(self) -> str:
        """All active versions in one word, for Match.data_version and as a cache key: "addresses-3.areas-1"."""
        return ".".join(f"{v.dataset}-{v.pk}" for v in self.active().only("dataset").order_by("dataset"))


class DataVersion(models.Model):
    """One load of one dataset: what, from which files, when, how many. The active one is what queries see."""

    class Dataset(models.TextChoices):
        ADDRESSES = "addresses", _("주소")
        AREAS = "areas", _("행정구역")
        ROADS = "roads", _("도로")
        PLACES = "places", _("장소")
        OSM_PLACES = "osm_places", _("장소(OpenStreetMap)")

    dataset = models.CharField(_("자료"), max_length=16, choices=Dataset)
    files = models.JSONField(_("파일"), default=list, help_text=_("파일마다 이름, 형식, 받은 줄 수, 거부된 줄 수"))
    rows = models.PositiveBigIntegerField(_("건수"), default=0)
    refused = models.PositiveBigIntegerField(_("거부된 줄"), default=0)
    load = models.UUIDField(_("불러오기"), default=uuid4, help_text=_("한 번에 불러온 자료는 같은 값"))
    loaded_at = models.DateTimeField(_("불러온 때"), auto_now_add=True)
    active = models.BooleanField(_("사용 중"), default=True)

    objects = DataVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("자료 판")
        verbose_name_plural = _("자료 판")
        constraints = [
            models.UniqueConstraint(fields=["dataset"], condition=models.Q(active=True), name="one_active_version")
        ]

    def __str__(self):
        return f"{self.get_dataset_display()} {self.loaded_at:%Y-%m-%d %H:%M}"


class RefusedLine(models.Model):
    """A line of an address file that a load did not take, and why. `line` counts from 1; 0 is the file as a whole."""

    load = models.UUIDField()
    file = models.TextField()
    line = models.PositiveBigIntegerField()
    reason = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["load", "id"], name="refusedline_load")]

    def __str__(self):
        return f"{self.file}:{self.line}: {self.reason}"


class OpinionCountQuerySet(models.QuerySet):
    def spend(self, provider: str, requests: int, limit: int, pause_s: float = 0) -> bool:
        """Count these requests of today, unless they would exceed `limit` or follow others within `pause_s` seconds.

        One statement, safe among processes.
        """
        if requests > limit:
            return False
        values = {"provider": provider, "day": localdate(), "requests": requests, "limit": limit, "pause": pause_s}
        with connection.cursor() as cursor:
            cursor.execute(SPEND, values)
            return cursor.fetchone() is not None

    def is_spent(self, provider: str, requests: int, limit: int) -> bool:
        """Whether today has no room for so many more."""
        today = self.filter(provider=provider, day=localdate()).values_list("requests", flat=True).first()
        return (today or 0) + requests > limit


SPEND = """
INSERT INTO geocoding_opinioncount AS count (provider, day, requests, asked_at)
VALUES (%(provider)s, %(day)s, %(requests)s, clock_timestamp())
ON CONFLICT (provider, day) DO UPDATE SET requests = count.requests + excluded.requests, asked_at = excluded.asked_at
WHERE count.requests + excluded.requests <= %(limit)s
  AND count.asked_at <= clock_timestamp() - make_interval(secs => %(pause)s)
RETURNING requests
"""


class OpinionCount(models.Model):
    """How many requests an outside geocoder got on one day."""

    provider = models.CharField(max_length=20)
    day = models.DateField()
    requests = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=timezone.now, help_text="the last time")

    objects = OpinionCountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="opinion_count_once")]

    def __str__(self):
        return f"{self.provider} {self.day}: {self.requests}"


class RoadAddress(models.Model):
    """One building number on one road. `point` is null where the register gives none or publishers contradict.

    `spread_m`: how far apart (metres) the publishers put this address, or how far a lone one's point may be off where
    its road or neighbours do not bear it out; null for a lone point without doubt.
    `disputed`: the publishers' points that were too far apart to choose from.
    """

    sido = models.CharField(max_length=20)
    gu = models.CharField(max_length=30)
    dong = models.CharField(max_length=40, blank=True)
    admin_dong = models.CharField(max_length=40, blank=True)
    road = models.CharField(max_length=80)
    level = models.CharField(max_length=2, blank=True)
    main = models.IntegerField()
    sub = models.IntegerField()
    postcode = models.CharField(max_length=5, blank=True)
    building = models.CharField(max_length=200, blank=True)
    buildings = models.SmallIntegerField(db_default=1, help_text="as registers of buildings count them")
    road_code = models.CharField(max_length=12, blank=True)
    point = models.PointField(null=True, spatial_index=False)
    position_type = models.CharField(max_length=12, blank=True)
    spread_m = models.FloatField(null=True)
    disputed = models.MultiPointField(null=True, spatial_index=False)
    source = models.CharField(max_length=40, blank=True)
    key = models.BigIntegerField()
    road_key = models.BigIntegerField(help_text="road|number, for a text without a gu")
    previous_key = models.BigIntegerField(null=True, help_text="gu|road|number before the road was renamed")

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="roadaddress_key"),
            models.Index(fields=["road_key"], name="roadaddress_road_key"),
            models.Index(
                fields=["previous_key"], name="roadaddress_previous", condition=models.Q(previous_key__isnull=False)
            ),
            models.Index(fields=["road", "gu", "main"], name="roadaddress_road"),
            GistIndex(fields=["point"], name="roadaddress_point", condition=models.Q(point__isnull=False)),
        ]

    def __str__(self):
        return f"{self.gu} {self.road} {self.level}{self.main}" + (f"-{self.sub}" if self.sub else "")


class Lot(models.Model):
    """One lot number and one road address on it: a lot with three buildings is three rows.

    `address` is null for a lot without a building. `related` marks 관련지번: the building's other lots.
    """

    sido = models.CharField(max_length=20)
    gu = models.CharField(max_length=30)
    dong = models.CharField(max_length=40)
    mountain = models.BooleanField(default=False)
    main = models.IntegerField()
    sub = models.IntegerField()
    address = models.ForeignKey(
        RoadAddress, models.DO_NOTHING, null=True, related_name="lots", db_constraint=False, db_index=False
    )
    related = models.BooleanField(default=False)
    point = models.PointField(null=True, spatial_index=False)
    spread_m = models.FloatField(null=True)
    source = models.CharField(max_length=40, blank=True)
    key = models.BigIntegerField()
    dong_key = models.BigIntegerField(help_text="dong|number, for a text without a gu")

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="lot_key"),
            models.Index(fields=["dong_key"], name="lot_dong_key"),
            models.Index(fields=["address"], name="lot_address"),
            models.Index(fields=["dong", "gu", "main"], name="lot_dong"),
            GistIndex(fields=["point"], name="lot_point", condition=models.Q(point__isnull=False)),
        ]

    def __str__(self):
        return f"{self.gu} {self.dong} {'산' if self.mountain else ''}{self.main}" + (
            f"-{self.sub}" if self.sub else ""
        )


class RegisteredRoad(models.Model):
    """A road of a gu as the address tables know it: how many numbers, their mean point, and how far they reach.

    Made with every load, so that names and coverage need not be gathered from millions of addresses. A name with no
    numbers is one that is no longer in use.
    """

    sido = models.CharField(max_length=20)
    gu = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    numbers = models.IntegerField(help_text="addresses on it")
    located = models.IntegerField(help_text="of these, with a point")
    point = models.PointField(null=True, spatial_index=False)
    reach_m = models.FloatField(null=True)
    successor_gu = models.CharField(max_length=30, blank=True)
    successor = models.CharField(max_length=80, blank=True, help_text="the road that took the place of a former one")

    class Meta:
        indexes = [models.Index(fields=["name", "gu"], name="registeredroad_name")]

    def __str__(self):
        return f"{self.gu} {self.name}"


class RegisteredDong(models.Model):
    """A 동, 읍 or 면 that has addresses or lots. Made with every load: where one has none, a file may be missing."""

    sido = models.CharField(max_length=20)
    gu = models.CharField(max_length=30)
    name = models.CharField(max_length=40)

    def __str__(self):
        return f"{self.gu} {self.name}"


class RegisteredGu(models.Model):
    """A 시군구 as the coverage page shows it: one that has addresses or a boundary, and the others of its 시도.

    Made with every load (`coverage.measure`): to measure all roads and draw all boundaries took 0.3 to 1.3 s a page.
    `area_km2`, `road_km` and `bounds` (EPSG:5179) are null where no boundary or road is loaded; `outline` is an SVG
    path in metres of EPSG:5179 with y downwards, or "". `dongs` counts its 동, 읍 and 면, `filled` those that have
    addresses.
    """

    sido = models.CharField(max_length=20)
    gu = models.CharField(max_length=30)
    addresses = models.IntegerField()
    located = models.IntegerField(help_text="of these, with a point")
    roads = models.IntegerField(help_text="with addresses")
    area_km2 = models.FloatField(null=True)
    road_km = models.FloatField(null=True)
    dongs = models.IntegerField()
    filled = models.IntegerField()
    outline = models.TextField(blank=True)
    bounds = models.PolygonField(srid=5179, null=True, spatial_index=False)

    class Meta:
        ordering = ["sido", "gu"]

    def __str__(self):
        return f"{self.sido} {self.gu}"


class Road(models.Model):
    """The part of a named road inside one gu, as lines. From OpenStreetMap (ODbL): kept apart from the register."""

    sido = models.CharField(max_length=20, blank=True)
    gu = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=80)
    lines = models.MultiLineStringField()

    class Meta:
        indexes = [models.Index(fields=["name", "gu"], name="road_name")]

    def __str__(self):
        return f"{self.gu} {self.name}"


class District(models.Model):
    """A 시도, 시군구, 법정동, 행정동, 읍면 or 리, with its boundary where it is known; abolished ones too."""

    class Kind(models.TextChoices):
        SIDO = "sido", _("시·도")
        GU = "gu", _("시·군·구")
        LEGAL = "legal", _("법정동")
        ADMINISTRATIVE = "administrative", _("행정동")
        EUPMYEON = "eupmyeon", _("읍·면")
        RI = "ri", _("리")

    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    sido = models.CharField(max_length=20)
    gu = models.CharField(max_length=30, blank=True)
    dong = models.CharField(max_length=40, blank=True)
    abolished = models.DateField(null=True)
    boundary = models.MultiPolygonField(null=True)
    point = models.PointField(null=True, spatial_index=False)

    class Meta:
        db_table = "geocoding_area"
        indexes = [
            models.Index(fields=["dong", "gu"], name="area_dong"),
            models.Index(fields=["gu"], name="area_gu"),
        ]

    def __str__(self):
        return " ".join(filter(None, (self.sido, self.gu, self.dong)))


class PlaceBase(models.Model):
    """A named place. `name_key` is the name as compared (`naming.name_key`), `initials` its 초성.

    `sido`, `gu` and `dong` are those whose boundary holds the point; without one the 시도 is that of its own address.
    All are empty where neither is known: such a place is nowhere that a text may name.
    """

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    initials = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=40, blank=True)
    line = models.CharField(max_length=80, blank=True)
    sido = models.CharField(max_length=20, blank=True)
    gu = models.CharField(max_length=30, blank=True)
    dong = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40)
    point = models.PointField(spatial_index=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Place(PlaceBase):
    """Stations and stops from public registers."""

    class Meta:
        indexes = [
            models.Index(fields=["name_key"], name="place_name_key", opclasses=["text_pattern_ops"]),
            models.Index(fields=["initials"], name="place_initials", opclasses=["text_pattern_ops"]),
        ]


class OsmPlace(PlaceBase):
    """Places from OpenStreetMap (ODbL): kept apart from the registers."""

    class Meta:
        indexes = [
            models.Index(fields=["name_key"], name="osmplace_name_key", opclasses=["text_pattern_ops"]),
            models.Index(fields=["initials"], name="osmplace_initials", opclasses=["text_pattern_ops"]),
        ]
