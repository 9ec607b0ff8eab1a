"""Campaigns (시민 참여지도): who calls for them, and who may change them."""

import hashlib
import json
import secrets
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from mapsite.accounts.models import Department
from maptag.publishing import copies
from maptag.publishing.public_fields import PublicCharField, PublicJSONField, PublicSlugField, PublicTextField

from .. import icons
from ..questions.answers import validate_questions
from .categories import COLOUR, Moderation

# A gu's boundary of 2,900 corners has some 150 then, and looks the same on a map of the whole of it.
OUTLINE_DEGREES = 0.0002


def coarse(area):
    return area.simplify(OUTLINE_DEGREES, preserve_topology=True)


class CitizenGroupQuerySet(models.QuerySet):
    def of(self, user):
        """Those for which `user` stands. A member of staff acts for a department, never for a group."""
        return self.none() if user.department_id else self.filter(users=user)

    def run_by(self, user):
        """Those for which `user` answers: the own department's, for an administrator all."""
        return self if user.is_administrator else self.filter(department=user.department_id)


class CitizenGroup(models.Model):
    """A registered group of citizens. Its sponsor department lets it open campaigns, and answers for them."""

    name = PublicCharField(_("이름"), max_length=80, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="citizen_groups", verbose_name=_("부서"))
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="citizen_groups", blank=True, verbose_name=_("대표")
    )
    active = models.BooleanField(_("활동 중"), default=True)

    objects = CitizenGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("시민 모임")
        verbose_name_plural = _("시민 모임")
        ordering = ["name"]

    def __str__(self):
        return self.name


class CampaignQuerySet(models.QuerySet):
    def public(self):
        """Open ones and those that are over, but not drafts or withdrawn ones."""
        return self.filter(state__in=[Campaign.State.OPEN, Campaign.State.CLOSED])

    def running(self):
        """Those that take entries today."""
        today = timezone.localdate()
        return self.filter(
            Q(starts=None) | Q(starts__lte=today), Q(ends=None) | Q(ends__gte=today), state=Campaign.State.OPEN
        )

    def seen_by(self, user):
        """Those on whose pages for managers `user` may look (`Campaign.may_see`)."""
        if user.is_administrator:
            return self
        if user.department_id:
            return self.filter(department=user.department_id)
        return self.filter(group__in=CitizenGroup.objects.of(user))

    def forgettable(self):
        """Those that were over so long ago that nobody may be written to about them any more."""
        limit = Now() - F("contact_days") * timedelta(days=1)
        return self.filter(Q(closed_at__lt=limit) | Q(ends__lt=limit))


class Campaign(models.Model):
    """시민 참여지도: a call to citizens to map something. Its entries are Reports with `campaign` set.

    `area` is EPSG:4326; `block_m` the side in metres of the blocks whose gaps contributors are shown.
    `confirmations` is how many other people must agree before an entry counts as confirmed (0: none are asked).
    `approval`: whoever registers waits until staff let them in. `contact_days` after the end, what could tell who took
    part is removed (`community.reports.retention`).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("준비 중")
        OPEN = "open", _("진행 중")
        CLOSED = "closed", _("마침")
        WITHDRAWN = "withdrawn", _("내림")

    class Participation(models.TextChoices):
        ANYONE = "anyone", _("누구나")
        INVITED = "invited", _("초대받은 사람")
        MEMBERS = "members", _("등록한 사람")

    slug = PublicSlugField(_("주소에 쓰는 이름"), max_length=60, unique=True, allow_unicode=True)
    title = PublicCharField(_("제목"), max_length=120)
    summary = PublicCharField(_("한 줄 소개"), max_length=200, blank=True)
    body = PublicTextField(_("안내"), blank=True, max_length=20_000)
    department = models.ForeignKey(Department, models.PROTECT, related_name="campaigns", verbose_name=_("부서"))
    group = models.ForeignKey(
        CitizenGroup, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name=_("시민 모임")
    )
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.DRAFT)
    starts = models.DateField(_("시작일"), null=True, blank=True)
    ends = models.DateField(_("종료일"), null=True, blank=True)
    area = models.MultiPolygonField(_("구역"), null=True, blank=True)
    block_m = models.PositiveSmallIntegerField(_("빈 곳을 세는 칸(m)"), default=250)
    questions = PublicJSONField(_("질문"), default=list, blank=True, validators=[validate_questions])
    text_label = PublicCharField(_("글칸 이름"), max_length=60, blank=True)
    participation = models.CharField(_("참여"), max_length=10, choices=Participation, default=Participation.ANYONE)
    moderation = models.CharField(_("공개"), max_length=10, choices=Moderation, default=Moderation.BEFORE)
    approval = models.BooleanField(_("등록을 하나씩 승인"), default=False)
    contact_days = models.PositiveSmallIntegerField(_("마친 뒤 연락처를 두는 날 수"), default=30)
    confirmations = models.PositiveSmallIntegerField(_("확인할 사람 수"), default=0)
    leader_board = models.BooleanField(_("순위표"), default=False)
    icon = models.CharField(_("아이콘"), max_length=30, blank=True)
    colour = models.CharField(_("색"), max_length=7, default="#008a5e", validators=[COLOUR])
    thanks = PublicCharField(_("고마움의 말"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    demo = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("시민 참여지도")
        verbose_name_plural = _("시민 참여지도")
        ordering = ["-created_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:campaign", args=[self.slug])

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.outdate_embed()

    def outdate_embed(self):
        """What is hidden or withdrawn now is in no file: before the commit for a crash after it, and again after it,
        since until then readers may have had the file made again."""
        copies.forget(embed_key(self.slug))
        transaction.on_commit(partial(copies.forget, embed_key(self.slug)), robust=True)

    @property
    def outline(self) -> dict | None:
        """The area as coarse GeoJSON (WGS84), for a map to draw."""
        return json.loads(coarse(self.area).json) if self.area else None

    @property
    def icon_address(self) -> str:
        return icons.address(self.icon)

    @property
    def is_public(self) -> bool:
        return self.state in (self.State.OPEN, self.State.CLOSED)

    @property
    def takes_entries(self) -> bool:
        today = timezone.localdate()
        in_time = (not self.starts or self.starts <= today) and (not self.ends or today <= self.ends)
        return self.state == self.State.OPEN and in_time

    def may_manage(self, user) -> bool:
        if not user.is_authenticated:
            return False
        if user.is_administrator or user.department_id:
            return user.is_administrator or user.department_id == self.department_id
        return self.group is not None and self.group.active and self._is_of_group(user)

    def may_see(self, user) -> bool:
        """Its managers' pages: a group that was paused still reads what it may not change."""
        return self.may_manage(user) or (user.is_authenticated and self._is_of_group(user))

    def _is_of_group(self, user) -> bool:
        return bool(self.group_id) and CitizenGroup.objects.of(user).filter(pk=self.group_id).exists()

    @property
    def host(self) -> str:
        """Who calls, as citizens are told."""
        return str(self.group or self.department)


def embed_key(slug: str) -> str:
    """Of the copy of a campaign's embed. A slug may have any letters, and too many for the name of a file."""
    return f"campaigns/{hashlib.sha256(slug.encode()).hexdigest()[:16]}"


def invitation() -> str:
    """The key in the link of somebody who takes part."""
    return secrets.token_urlsafe(18)
