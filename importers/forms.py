"""Forms of the staff's screens."""

import html
import re

from django import forms
from django.conf import settings
from django.utils.html import linebreaks, strip_tags, urlize
from django.utils.translation import gettext_lazy as _

from maptag.models import Theme

# As many characters as the longest notice of a city council, ten times over.
LONGEST_TEXT = 200_000
MAX_FILES = 100


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. Nothing is refused here: what becomes of each is told file by file."""

    widget = FilesInput(attrs={"multiple": True})

    def clean(self, data, initial=None):
        return list(data or [])[:MAX_FILES]


class UploadForm(forms.Form):
    """Files, or the text of a notice."""

    files = FilesField(label=_("문서 파일"), required=False)
    text = forms.CharField(
        label=_("지도 소식 글을 붙여 넣기"),
        required=False,
        max_length=LONGEST_TEXT,
        # A table's first cell may be empty: what stands before its tab is not to be stripped.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST_TEXT}),
        error_messages={"max_length": _("글이 너무 깁니다. 파일로 저장해서 올려 주세요.")},
    )

    def clean(self):
        if not self.errors and not self.cleaned_data["files"] and not self.cleaned_data["text"].strip():
            raise forms.ValidationError(_("올릴 파일을 고르거나 글을 붙여 넣어 주세요."))
        return self.cleaned_data

    @property
    def max_bytes(self) -> int:
        return settings.UPLOAD_MAX_BYTES


def as_text(body: str) -> str:
    """The stored HTML as the clerk typed it: an empty line between paragraphs, links as their addresses."""
    body = re.sub(r"\s*<br ?/?>\s*", "\n", body)
    body = re.sub(r"\s*</(p|h3|h4|ul|ol|li|blockquote)>\s*", lambda m: "\n" if m[1] == "li" else "\n\n", body)
    return html.unescape(strip_tags(body)).strip()


def as_html(text: str) -> str:
    """What the clerk typed as HTML: an empty line ends a paragraph, addresses become links, all else is text."""
    return linebreaks(urlize(text, autoescape=True)) if text else ""


class DetailsForm(forms.Form):
    """The notice in the making. `columns` are the header texts that the document's tables have."""

    title = forms.CharField(
        label=_("제목"), max_length=200, required=False, widget=forms.TextInput(attrs={"autofocus": True})
    )
    body = forms.CharField(
        label=_("본문"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("빈 줄을 넣으면 문단이 나뉘고, https://로 시작하는 주소는 링크가 됩니다."),
    )
    theme = forms.ModelChoiceField(
        label=_("주제도"), queryset=Theme.objects.all(), required=False, empty_label=_("없음")
    )
    valid_from = forms.DateField(
        label=_("시작일"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label=_("종료일"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    title_column = forms.ChoiceField(label=_("지도태그의 제목이 되는 열"), required=False)
    attribute_columns = forms.MultipleChoiceField(
        label=_("지도태그에 함께 보일 열"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, columns=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(header, " ".join(header.split())) for header in columns]
        self.fields["title_column"].choices = [("", _("문서에 적힌 주소·장소 이름")), *choices]
        self.fields["attribute_columns"].choices = choices

    @staticmethod
    def initial_of(review) -> dict:
        """The fields' values as text, for the form and for the screen of somebody who saved later."""
        return {
            "title": review.title,
            "body": as_text(review.body),
            "theme": str(review.theme_id or ""),
            "valid_from": str(review.valid_from or ""),
            "valid_until": str(review.valid_until or ""),
            "title_column": review.title_column,
            "attribute_columns": review.attribute_columns,
        }

    def clean_body(self):
        return as_html(self.cleaned_data["body"])

    def clean(self):
        start, end = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("종료일이 시작일보다 빠릅니다."))
        return self.cleaned_data
