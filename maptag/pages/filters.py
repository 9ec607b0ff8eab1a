import unicodedata

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mapsite.accounts.models import Department
from mapsite.characters import xml_safe

from ..models import Notice, Theme


class SearchField(forms.CharField):
    """What a reader types, as it is stored: a Mac's paste may hold decomposed Hangul."""

    def __init__(self):
        super().__init__(label=_("찾는 말"), max_length=100, required=False)

    def to_python(self, value):
        return unicodedata.normalize("NFC", super().to_python(value))


class Filter(forms.Form):
    """A list's filters, from a query string. What makes no sense is left out, and said."""

    def clean(self):
        """U+FFFD stands where bytes were no UTF-8, as an old link's CP949: with it nothing would be found."""
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and "\ufffd" in value:
                self.add_error(name, _("읽을 수 없는 글자가 있습니다."))

    @property
    def chosen(self) -> dict:
        """The filters that are set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The same as a query string."""
        chosen = self.chosen
        return urlencode({name: self[name].value() for name in self.fields if name in chosen})

    @property
    def unclear(self) -> list[str]:
        """What was left out, in words."""
        message = _("‘%(label)s’ 조건 ‘%(value)s’을(를) 알 수 없어 빼고 찾았습니다.")
        return [
            message % {"label": self[name].label, "value": xml_safe(str(self[name].value()))[:60]}
            for name in self.errors
        ]


class NoticeFilter(Filter):
    """What of `notices` a reader wants to see."""

    q = SearchField()
    theme = forms.ModelChoiceField(
        label=_("주제"), queryset=None, to_field_name="slug", required=False, empty_label=_("모든 주제")
    )
    department = forms.ModelChoiceField(
        label=_("부서"), queryset=None, to_field_name="slug", required=False, empty_label=_("모든 부서")
    )

    def __init__(self, data, notices):
        super().__init__(data)
        self.notices = notices
        self.fields["theme"].queryset = Theme.objects.filter(notices__in=notices).distinct()
        self.fields["department"].queryset = Department.objects.filter(notices__in=notices).distinct()
        self.fields["q"].widget.attrs.update(
            {"class": "krds-input", "type": "search", "placeholder": _("제목, 내용, 장소, 주소")}
        )
        for name in ("theme", "department"):
            self.fields[name].widget.attrs["class"] = "krds-form-select"

    def found(self):
        """The notices that every chosen filter lets through."""
        chosen = self.chosen
        notices = self.notices.search(chosen.pop("q", ""))
        return notices.filter(**chosen)


class ManageFilter(forms.Form):
    """What of the department's own `notices` a clerk wants to see."""

    q = SearchField()
    state = forms.ChoiceField(label=_("상태"), choices=[("", _("모든 상태")), *Notice.State.choices], required=False)

    def __init__(self, data, notices):
        super().__init__(data)
        self.notices = notices
        self.fields["q"].widget.attrs.update({"class": "krds-input", "type": "search"})
        self.fields["state"].widget.attrs["class"] = "krds-form-select"

    def found(self):
        self.is_valid()
        notices = self.notices.search(self.cleaned_data.get("q", ""))
        state = self.cleaned_data.get("state")
        return notices.filter(state=state) if state else notices
