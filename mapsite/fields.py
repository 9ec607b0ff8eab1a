"""Django's model fields, of which those for text keep nothing that no XML can hold (`mapsite.characters`).

Models import this module as `models`: so no field, whoever fills it (form, API, import, admin, bulk statement), and no
value that is compared with one is forgotten. Migrations know Django's own fields: the tables are the same.
"""

from django.contrib.gis.db.models import *  # noqa: F403
from django.contrib.gis.db.models import CharField as _CharField
from django.contrib.gis.db.models import EmailField as _EmailField
from django.contrib.gis.db.models import JSONField as _JSONField
from django.contrib.gis.db.models import SlugField as _SlugField
from django.contrib.gis.db.models import TextField as _TextField
from django.contrib.gis.db.models import URLField as _URLField

from .characters import xml_safe, xml_safe_json


class _Text:
    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return xml_safe(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        """Whoever goes on with the instance sees what was stored."""
        value = super().pre_save(instance, add)
        if isinstance(value, str) and not value.isprintable():
            value = xml_safe(value)
            setattr(instance, self.attname, value)
        return value

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__}", args, kwargs


class CharField(_Text, _CharField):
    pass


class TextField(_Text, _TextField):
    pass


class SlugField(_Text, _SlugField):
    pass


class EmailField(_Text, _EmailField):
    pass


class URLField(_Text, _URLField):
    pass


class JSONField(_JSONField):
    def get_prep_value(self, value):
        return xml_safe_json(super().get_prep_value(value))

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
