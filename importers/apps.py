from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ImportersConfig(AppConfig):
    name = "importers"
    verbose_name = _("문서 가져오기")

    def ready(self):
        from importers.extraction.prose import decide

        if settings.PROSE_WEIGHTS:
            decide.use(Path(settings.PROSE_WEIGHTS))
