"""Categories of reports (유형), who they go to, and the answers that handlers have at hand."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from mapsite.accounts.models import Department
from maptag.publishing.public_fields import PublicCharField, PublicJSONField, PublicSlugField

from ..questions.answers import validate_questions

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("#rrggbb 꼴로 적어 주세요."))


class Moderation(models.TextChoices):
    """When staff look at what citizens send: before or after everybody sees it."""

    BEFORE = "before", _("확인한 뒤 공개")
    AFTER = "after", _("먼저 공개하고 나중에 확인")


class CategoryQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)


class Category(models.Model):
    """유형: what a report is about, with its own questions (`community.questions.answers`), rules and time limits.

    `working_days` is the time to answer, `warning_days` how long before its end a handler is warned. Contact data is
    removed `contact_days` after a report was closed, the whole report after `report_days` (0: never).
    `forbidden` lists the [from, to] pairs of states that this category does not allow.
    """

    slug = PublicSlugField(_("주소에 쓰는 이름"), max_length=40, unique=True)
    name = PublicCharField(_("이름"), max_length=60)
    group = PublicCharField(_("묶음"), max_length=60, blank=True)
    description = PublicCharField(_("설명"), max_length=300, blank=True)
    icon = models.CharField(_("아이콘"), max_length=30, blank=True)
    colour = models.CharField(_("색"), max_length=7, default="#256ef4", validators=[COLOUR])
    questions = PublicJSONField(_("질문"), default=list, blank=True, validators=[validate_questions])
    keywords = models.JSONField(_("찾는 말"), default=list, blank=True)
    moderation = models.CharField(_("공개"), max_length=10, choices=Moderation, default=Moderation.BEFORE)
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="categories", verbose_name=_("담당 부서")
    )
    working_days = models.PositiveSmallIntegerField(_("처리 기한(근무일)"), default=7)
    warning_days = models.PositiveSmallIntegerField(_("미리 알림(근무일)"), default=1)
    contact_days = models.PositiveSmallIntegerField(_("연락처 보관(일)"), default=90)
    report_days = models.PositiveIntegerField(_("제보 보관(일)"), default=1095)
    emergency_words = models.JSONField(_("긴급을 뜻하는 말"), default=list, blank=True)
    similar_m = models.PositiveSmallIntegerField(_("비슷한 제보를 찾는 거리(m)"), default=100)
    forbidden = models.JSONField(_("막은 상태 변경"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("순서"), default=100)
    active = models.BooleanField(_("받는 중"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("유형")
        verbose_name_plural = _("유형")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class RoutingRuleQuerySet(models.QuerySet):
    def department_for(self, category, gu: str, dong: str) -> Department | None:
        """The department of the most exact rule: dong before gu before everywhere, a category before any."""
        rules = self.filter(
            Q(category=category) | Q(category=None), Q(gu="") | Q(gu=gu), Q(dong="") | Q(dong=dong)
        ).select_related("department")
        exact = max(rules, key=lambda r: (r.priority, bool(r.category_id), bool(r.dong), bool(r.gu)), default=None)
        if exact:
            return exact.department
        return category.department if category else None


class RoutingRule(models.Model):
    """Reports of a category (any when empty) in an area (everywhere when empty) go to a department."""

    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("유형")
    )
    gu = models.CharField(_("구"), max_length=30, blank=True)
    dong = models.CharField(_("동"), max_length=40, blank=True)
    department = models.ForeignKey(Department, models.CASCADE, related_name="rules", verbose_name=_("부서"))
    priority = models.SmallIntegerField(_("우선순위"), default=0)

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("배정 규칙")
        verbose_name_plural = _("배정 규칙")
        constraints = [models.UniqueConstraint(fields=["category", "gu", "dong"], name="one_rule_a_place")]

    def __str__(self):
        return f"{self.category or '*'} · {self.gu or '*'} {self.dong} → {self.department}"


class AnswerTemplateQuerySet(models.QuerySet):
    def for_user(self, user):
        """What a handler has at hand: the city's, what the department shares, and one's own; administrators all."""
        of_department = Q(department=None) | Q(department=user.department_id)
        shared = Q(shared=True) & (Q() if user.is_administrator else of_department)
        return self.filter(shared | Q(shared=False, author=user))

    def fitting(self, report):
        """Those for the category of `report` and, where it has one, its department; and one's own."""
        templates = self.filter(Q(category=None) | Q(category=report.category_id))
        if not report.department_id:
            return templates
        return templates.filter(Q(department=None) | Q(department=report.department_id) | Q(shared=False))


class AnswerTemplate(models.Model):
    """An answer that handlers give often. `community.messaging.texts.fill` fills its {placeholders}.

    Without a department it is every department's, and administrators keep it. Not `shared`: its author's alone.
    """

    name = models.CharField(_("이름"), max_length=60)
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="answer_templates", verbose_name=_("부서")
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="answer_templates", verbose_name=_("유형")
    )
    status = models.CharField(_("상태"), max_length=12, blank=True)
    text = models.TextField(_("답변"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    shared = models.BooleanField(_("부서와 함께 쓰기"), default=True)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("답변 틀")
        verbose_name_plural = _("답변 틀")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def may_edit(self, user) -> bool:
        """The department's handlers keep what it shares, authors their own, administrators everything."""
        ours = self.shared and self.department_id is not None and self.department_id == user.department_id
        return user.is_administrator or ours or (self.author_id is not None and self.author_id == user.pk)
