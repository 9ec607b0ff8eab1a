"""What the forms of one report's actions have in common: the version that the handler saw, words, days and files."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..reports import attachments


def textarea(label, rows=3, **options):
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, max_length=4000, **options)


def day(label, **options):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ActionForm(forms.Form):
    """Base of all: `success` is what is said afterwards."""

    success = _("저장했습니다.")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data, report, user):
        super().__init__(data, initial={"version": report.version})
        self.report, self.user = report, user
        # Several forms of one page have fields of one name.
        self.auto_id = f"{type(self).__name__.lower()}_%s"
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = "krds-form-select"
            elif not isinstance(field.widget, (forms.HiddenInput, forms.CheckboxInput, forms.RadioSelect)):
                field.widget.attrs["class"] = "krds-input"

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"]


class Files(forms.FileField):
    """Several at once, as unsaved Attachments."""

    widget = type("FilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data, initial=None):
        return data


class WithFiles(ActionForm):
    """Words that files may go along with; `cleaned_data["attachments"]` are unsaved."""

    files = Files(label=_("사진이나 파일(PDF·한글, 하나에 10 MB)"), required=False)
    public = forms.BooleanField(label=_("파일도 모두에게 공개"), required=False)

    def __init__(self, data, report, user, files=None):
        super().__init__(data, report, user)
        self.given = files.getlist("files") if files else []
        self.fields["files"].widget.attrs |= {"multiple": True, "accept": attachments.ACCEPT}

    def clean(self):
        data = super().clean()
        try:
            data["attachments"] = attachments.receive(self.given, self.user, bool(data.get("public")))
        except ValidationError as error:
            self.add_error("files", error)
        return data
