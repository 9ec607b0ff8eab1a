"""Model fields for words that everybody may read: what `maptag.privacy` finds in them is masked before it is stored.

A new field for public words is one of these, so nobody has to remember to mask; `manage.py find_personal_data` reads
again what was stored before. Migrations know Django's own fields: the tables are the same.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mapsite import fields
from maptag.privacy import Audience, find, mask, mask_html


class _Public:
    """`audience` says who writes the words. `where` names attributes and their values: other rows are not public.

    `whole` names an encrypted field of the model that keeps the words as they came, for those who handle them.
    `masks=False` where whoever writes has masked them already: 4,000 tags take a second more to read twice.
    """

    def __init__(self, *args, audience=Audience.OFFICE, where: dict | None = None, whole="", masks=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.audience, self.where, self.whole, self.masks = audience, where or {}, whole, masks

    def masked(self, value):
        """`value` as everybody may read it."""
        return mask(value, self.audience) if isinstance(value, str) else value

    def clean(self, value, model_instance):
        """Forms go on with what will be stored: what must be unique is unique once it is masked."""
        value = super().clean(value, model_instance)
        return self.masked(value) if self._is_to_mask(model_instance) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if not self._is_to_mask(instance) or (masked := self.masked(value)) == value:
            return value
        if self.whole and not getattr(instance, self.whole):
            setattr(instance, self.whole, value)
        setattr(instance, self.attname, masked)
        return masked

    def _is_to_mask(self, instance) -> bool:
        return self.masks and all(getattr(instance, name) == value for name, value in self.where.items())

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path.replace(".Public", "."), args, kwargs


class PublicCharField(_Public, fields.CharField):
    pass


class PublicTextField(_Public, fields.TextField):
    pass


def refuse_personal(value: str, audience=Audience.OFFICE):
    """A validator of public names that cannot be masked."""
    if find(value, audience):
        raise ValidationError(_("전화번호나 차량 번호 같은 개인정보로 보입니다. 다른 이름을 적어 주세요."))


class PublicSlugField(fields.SlugField):
    """A part of an address: with asterisks it would be none, so it is refused."""

    def clean(self, value, model_instance):
        refuse_personal(value or "", Audience.CITIZEN)
        return super().clean(value, model_instance)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path.replace(".Public", "."), args, kwargs


class PublicHtmlField(_Public, fields.TextField):
    def masked(self, value):
        return mask_html(value, self.audience)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class PublicJSONField(_Public, fields.JSONField):
    """All texts in it, but not the names of its parts; in a pair [label, value] the label tells what the value is."""

    def masked(self, value):
        if isinstance(value, str):
            return mask(value, self.audience)
        if isinstance(value, dict):
            return {key: self.masked(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return _masked_pair(value, self.audience) if _is_pair(value) else [self.masked(part) for part in value]
        return value


def _is_pair(value) -> bool:
    return len(value) == 2 and all(isinstance(part, str) for part in value)


def _masked_pair(pair, audience) -> list[str]:
    label, value = pair
    return [mask(label, audience), mask(value, audience, context=label)]


def public_fields() -> Iterator[tuple[type, "_Public"]]:
    """(model, field) of all public words of the site, also of those that are added one day."""
    for model in apps.get_models():
        yield from ((model, field) for field in model._meta.local_concrete_fields if isinstance(field, _Public))


def tell_masked(request, form):
    """Say in which fields of a saved model form something was masked that had been entered."""
    columns = [field for field in form.instance._meta.local_concrete_fields if isinstance(field, _Public)]
    entered = [field for field in columns if field.name in form.cleaned_data]
    labels = [str(f.verbose_name) for f in entered if form.cleaned_data[f.name] != getattr(form.instance, f.name)]
    if labels:
        text = _("개인정보로 보이는 글을 가렸습니다: %(fields)s. 모두에게 보이는 글입니다. 다르게 적어 주세요.")
        messages.warning(request, text % {"fields": ", ".join(labels)})


class TellsMasked:
    """For a ModelAdmin of public words: an administrator hears what was masked."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell_masked(request, form)
