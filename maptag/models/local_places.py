"""The department's gazetteer: places that its people set by hand, under the name that its documents use."""

import json
import re

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapsite import fields as models
from mapsite.accounts.models import Department
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.types import KINDS, AddressKey, Candidate, Certainty, Flag, Precision

# The mark by which a candidate is known to come from here.
FLAG = Flag.DEPARTMENT_GAZETTEER
_MARKS = re.compile(r"[^0-9a-z가-힣ㄱ-ㅎㅏ-ㅣ一-鿿]")


def normal_form(kind: str, text: str, key: str, near_gu: str = "") -> str:
    """What two writings of the same thing share: a road's or lot's key, else the letters of the name.

    A key without its gu takes that of the surroundings: the same 역삼동 12-3 may stand under a heading or in full.
    """
    if kind in ("road", "lot"):
        return composed(AddressKey.completed(key, near_gu))[:300]
    return (_MARKS.sub("", composed(text).lower()) or text.strip())[:300]


class LocalPlaceQuerySet(models.QuerySet):
    def named(self, department_id, forms) -> dict[str, "LocalPlace"]:
        """This department's entries under these normal forms; one query."""
        places = self.filter(department=department_id, form__in=set(forms)).select_related("by")
        return {place.form: place for place in places}

    @transaction.atomic
    def learn(self, department_id, form: str, by, **values) -> dict:
        """Keep where `by` put this thing; answers what was known before, for `unlearn`: {} if nothing.

        `values`: name, kind, geometry, address, position_type, error_m. Another place than the known one starts
        counting anew.
        """
        entry = self._locked(department_id, form)
        if entry is None:
            try:
                with transaction.atomic():
                    self.create(department_id=department_id, form=form, by=by, **values)
                return {}
            except IntegrityError:  # a colleague was quicker
                entry = self._locked(department_id, form)
        before = entry.remembered()
        entry.times = entry.times + 1 if entry.geometry.equals(values["geometry"]) else 1
        entry.by, entry.at = by, timezone.now()
        entry.change(values)
        return before

    @transaction.atomic
    def unlearn(self, department_id, form: str, by, geometry: GEOSGeometry, before: dict):
        """Take a `learn` by this person back, unless somebody has said something since."""
        entry = self._locked(department_id, form)
        if entry is None or entry.by_id != by.pk or not entry.geometry.equals(geometry):
            return
        if before:
            entry.change(before | {"geometry": GEOSGeometry(before["geometry"])})
        else:
            entry.delete()

    def _locked(self, department_id, form):
        return self.select_for_update().filter(department=department_id, form=form).first()


class LocalPlace(models.Model):
    """One thing that a department's documents name, and where its people put it. `geometry` is EPSG:4326.

    Offered to that department alone, never accepted by itself.
    """

    department = models.ForeignKey(
        Department, models.CASCADE, related_name="local_places", verbose_name=gettext_lazy("부서")
    )
    form = models.CharField(gettext_lazy("비교하는 이름"), max_length=300)
    name = models.CharField(gettext_lazy("문서에 적힌 이름"), max_length=500)
    kind = models.CharField(gettext_lazy("종류"), max_length=12, choices=[(kind, kind) for kind in KINDS])
    geometry = models.GeometryField(gettext_lazy("자리"), srid=4326, spatial_index=False)
    address = models.CharField(gettext_lazy("주소"), max_length=300, blank=True)
    position_type = models.CharField(gettext_lazy("위치 종류"), max_length=20)
    error_m = models.FloatField(gettext_lazy("오차(m)"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=gettext_lazy("정한 사람")
    )
    at = models.DateTimeField(gettext_lazy("정한 때"), default=timezone.now)
    times = models.PositiveIntegerField(gettext_lazy("횟수"), default=1)

    objects = LocalPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("부서가 정한 자리")
        verbose_name_plural = gettext_lazy("부서가 정한 자리")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["department", "form"], name="local_place_once")]

    def __str__(self):
        return self.name

    def as_candidate(self) -> Candidate:
        """What the review offers. It bears no grade: a person, not the geocoder, put it there."""
        point = self.geometry.point_on_surface
        shape = None if self.geometry.geom_type == "Point" else json.loads(self.geometry.json)
        return Candidate(
            Certainty.BY_PERSON, Precision.SPOT, self.position_type, point.x, point.y, self.error_m,
            road_address=self.address, name=self.name, flags=(FLAG,), reasons=(self.reason,), geometry=shape,
        )  # fmt: skip

    @property
    def reason(self) -> str:
        who = {"date": timezone.localdate(self.at).isoformat(), "who": self.by or _("알 수 없음")}
        return _("%(date)s %(who)s님이 정한 자리") % who

    def remembered(self) -> dict:
        """The entry as JSON, for `change`."""
        names = ("name", "kind", "address", "position_type", "error_m", "by_id", "times")
        values = {name: getattr(self, name) for name in names}
        return values | {"geometry": self.geometry.ewkt, "at": self.at.isoformat()}

    def change(self, values: dict):
        for name, value in values.items():
            setattr(self, name, value)
        self.save()
