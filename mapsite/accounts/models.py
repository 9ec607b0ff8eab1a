"""Departments, their people, and what each may do."""

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models


class Department(models.Model):
    """부서: owns notices and campaigns, handles reports."""

    name = models.CharField(_("이름"), max_length=80, unique=True)
    slug = models.SlugField(_("주소에 쓰는 이름"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("부서")
        verbose_name_plural = _("부서")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    UPLOADER = "uploader", _("문서 담당")
    PUBLISHER = "publisher", _("발행 담당")
    HANDLER = "handler", _("처리 담당")
    ADMINISTRATOR = "administrator", _("관리자")
    AUDITOR = "auditor", _("감사 담당")


class UserManager(BaseUserManager):
    """Users are known by their e-mail address."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A member of staff. What one may do follows from the role; whose things one sees, from the department."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("이메일"), unique=True)
    name = models.CharField(_("이름"), max_length=60, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("부서")
    )
    role = models.CharField(_("역할"), max_length=20, choices=Role, default=Role.UPLOADER)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("사용자")
        verbose_name_plural = _("사용자")

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    def save(self, *args, **kwargs):
        """An address that an administrator enters counts as verified, unless allauth already waits for its owner."""
        super().save(*args, **kwargs)
        addresses = EmailAddress.objects.filter(user=self)
        if not addresses.filter(email=self.email).exists():
            addresses.filter(primary=True).delete()
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)

    @property
    def needs_second_factor(self) -> bool:
        """Whose password alone would open the administration or the access log."""
        return self.is_staff or self.is_superuser or self.is_administrator or self.may_audit

    @property
    def may_audit(self) -> bool:
        """Read who signed in, downloaded and administered; a right of its own, which administrators do not have."""
        return self.role == Role.AUDITOR

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def may_import(self) -> bool:
        """Upload documents and review what was found in them."""
        return self.has_department and self.role in (Role.UPLOADER, Role.PUBLISHER, Role.ADMINISTRATOR)

    @property
    def may_publish(self) -> bool:
        return self.has_department and self.role in (Role.PUBLISHER, Role.ADMINISTRATOR)

    @property
    def may_handle(self) -> bool:
        """Handle the reports of one's department."""
        return self.has_department and self.role in (Role.HANDLER, Role.ADMINISTRATOR)

    @property
    def has_department(self) -> bool:
        return self.department_id is not None


class AccessEventQuerySet(models.QuerySet):
    @transaction.atomic
    def forget_before(self, time) -> int:
        """Delete what happened before `time`, which the trigger allows in this transaction; returns how many."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL accounts.forgetting = 'on'")
        count, _by_model = self.filter(at__lt=time).delete()
        return count


class AccessEvent(models.Model):
    """One line of the access log. Appended by `access_log`; a trigger refuses changes (see sql/access_log.sql).

    `user_id` and `email` say who, also after the account has gone; `address` is the IP address, "" when unknown.
    `admin_entry` is the id of the administration's own log entry.
    """

    DETAIL_LENGTH = 500

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", _("로그인")
        REFUSED = "refused", _("로그인 실패")
        SIGN_OUT = "sign_out", _("로그아웃")
        DOWNLOAD = "download", _("내려받기")
        ADMINISTRATION = "administration", _("관리")

    at = models.DateTimeField(_("시각"), auto_now_add=True)
    kind = models.CharField(_("한 일"), max_length=16, choices=Kind)
    user_id = models.BigIntegerField(null=True)
    email = models.EmailField(_("계정"), blank=True)
    address = models.CharField(_("접속 주소"), max_length=45, blank=True)
    detail = models.CharField(_("내용"), max_length=DETAIL_LENGTH, blank=True)
    admin_entry = models.BigIntegerField(null=True, unique=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("접속 기록")
        verbose_name_plural = _("접속 기록")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_latest"),
            models.Index(fields=["email"], name="access_who"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()} {self.email}"
