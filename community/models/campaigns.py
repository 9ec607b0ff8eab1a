"""Campaigns (시민 참여지도): who calls, who may take part, and what others say about an entry."""

import json
import secrets

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapsite.accounts.models import Department

from .. import icons
from ..encryption import EncryptedTextField
from ..questions import validate_questions
from .categories import COLOUR, Moderation

# A gu's boundary of 2,900 corners has some 150 then, and looks the same on a map of the whole of it.
OUTLINE_DEGREES = 0.0002


def coarse(area):
    return area.simplify(OUTLINE_DEGREES, preserve_topology=True)


class CitizenGroup(models.Model):
    """A registered group of citizens. Its sponsor department lets it open campaigns, and answers for them."""

    name = models.CharField(_("이름"), max_length=80, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="citizen_groups", verbose_name=_("부서"))
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="citizen_groups", blank=True, verbose_name=_("대표")
    )
    active = models.BooleanField(_("활동 중"), default=True)

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

    def managed_by(self, user):
        if user.is_administrator:
            return self
        return self.filter(Q(department=user.department_id) | Q(group__users=user)).distinct()


class Campaign(models.Model):
    """시민 참여지도: a call to citizens to map something. Its entries are Reports with `campaign` set.

    `area` is EPSG:4326; `block_m` the side in metres of the blocks whose gaps contributors are shown.
    `confirmations` is how many other people must agree before an entry counts as confirmed (0: none needed).
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

    slug = models.SlugField(_("주소에 쓰는 이름"), max_length=60, unique=True, allow_unicode=True)
    title = models.CharField(_("제목"), max_length=120)
    summary = models.CharField(_("한 줄 소개"), max_length=200, blank=True)
    body = models.TextField(_("안내"), blank=True, max_length=20_000)
    department = models.ForeignKey(Department, models.PROTECT, related_name="campaigns", verbose_name=_("부서"))
    group = models.ForeignKey(
        CitizenGroup, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name=_("시민 모임")
    )
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.DRAFT)
    starts = models.DateField(_("시작일"), null=True, blank=True)
    ends = models.DateField(_("종료일"), null=True, blank=True)
    area = models.MultiPolygonField(_("구역"), null=True, blank=True)
    block_m = models.PositiveSmallIntegerField(_("빈 곳을 세는 칸(m)"), default=250)
    questions = models.JSONField(_("질문"), default=list, blank=True, validators=[validate_questions])
    text_label = models.CharField(_("글칸 이름"), max_length=60, blank=True)
    participation = models.CharField(_("참여"), max_length=10, choices=Participation, default=Participation.ANYONE)
    moderation = models.CharField(_("공개"), max_length=10, choices=Moderation, default=Moderation.BEFORE)
    confirmations = models.PositiveSmallIntegerField(_("확인할 사람 수"), default=0)
    leader_board = models.BooleanField(_("순위표"), default=False)
    icon = models.CharField(_("아이콘"), max_length=30, blank=True)
    colour = models.CharField(_("색"), max_length=7, default="#008a5e", validators=[COLOUR])
    thanks = models.CharField(_("고마움의 말"), max_length=300, blank=True)
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
        if user.is_administrator or (user.department_id and user.department_id == self.department_id):
            return True
        return bool(self.group_id) and self.group.active and self.group.users.filter(pk=user.pk).exists()


def invitation() -> str:
    return secrets.token_urlsafe(18)


class CampaignMember(models.Model):
    """Somebody who was invited to a campaign or registered for it; the invitation's token is their key."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members")
    token = models.CharField(max_length=40, unique=True, default=invitation, editable=False)
    nickname = models.CharField(_("별명"), max_length=30, blank=True)
    email = EncryptedTextField(_("이메일"))
    approved = models.BooleanField(_("승인"), default=True)
    joined_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("참여자")
        verbose_name_plural = _("참여자")
        ordering = ["created_at"]

    def __str__(self):
        return self.nickname or f"{self.campaign_id}-{self.pk}"


class Confirmation(models.Model):
    """What another person says about an entry: it is so, or it is not. One voice a device."""

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="confirmations")
    member = models.ForeignKey(CampaignMember, models.SET_NULL, null=True, related_name="+")
    device = models.CharField(max_length=32)
    agrees = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "device"], name="one_voice_a_device")]

    def __str__(self):
        return f"{self.report_id} {'+' if self.agrees else '-'}"


class EditProposal(models.Model):
    """A change of an entry that somebody else proposes: the owner or staff accept it. Nothing is altered before.

    `changes` holds what differs: "text", "answers" (only the changed ones), "lon" and "lat" (WGS84).
    """

    class State(models.TextChoices):
        OPEN = "open", _("제안됨")
        ACCEPTED = "accepted", _("받아들임")
        DECLINED = "declined", _("받아들이지 않음")

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="proposals")
    changes = models.JSONField()
    note = models.CharField(_("설명"), max_length=300, blank=True)
    device = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.report_id} {self.state}"
