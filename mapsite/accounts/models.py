"""Departments, their people, and what each may do."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


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
