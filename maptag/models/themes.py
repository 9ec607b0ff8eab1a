"""Themes (주제도): a named, styled selection of notices."""

from functools import partial

from django.core.validators import RegexValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models

from ..publishing import embeds
from ..publishing.public_fields import PublicCharField, PublicSlugField


class Theme(models.Model):
    """주제도: a named, styled selection of notices."""

    name = PublicCharField(_("이름"), max_length=60, unique=True)
    slug = PublicSlugField(_("주소에 쓰는 이름"), max_length=40, unique=True)
    colour = models.CharField(
        _("색"),
        max_length=7,
        default="#256ef4",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("#rrggbb 꼴로 적어 주세요."))],
    )

    class Meta:
        verbose_name = _("주제도")
        verbose_name_plural = _("주제도")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # Its colour stands in the embeds.
        for pk in self.notices.published().values_list("pk", flat=True):
            transaction.on_commit(partial(embeds.settle, pk), robust=True)
