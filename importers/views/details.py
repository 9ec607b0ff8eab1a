"""The notice in the making: title, text, theme, dates, columns."""

from django.utils.translation import gettext as _

from importers.forms import DetailsForm
from importers.review import decisions
from importers.views import shapes
from importers.views.endpoints import BadInput, integer, writing


@writing
def save_details(request, upload, body):
    """Body: `version` and the fields of DetailsForm."""
    version = integer(body, "version")
    form = DetailsForm(
        {name: _plain(body.get(name)) for name in DetailsForm.base_fields}, columns=decisions.columns(upload)
    )
    if not form.is_valid():
        errors = {name: [str(error) for error in problems] for name, problems in form.errors.items()}
        raise BadInput(_("저장하지 못했습니다. 표시한 곳을 고쳐 주세요."), errors)
    saved = decisions.save_details(upload.review, request.user, version, **form.cleaned_data)
    return shapes.details(saved)


def _plain(value):
    """Text, or a list of text: the only shapes that a form's fields expect."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return value if isinstance(value, str) else ""
