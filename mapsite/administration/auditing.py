"""The access log for auditors: who signed in, downloaded and administered, when and from where."""

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mapsite.accounts.models import AccessEvent
from mapsite.accounts.permissions import may
from maptag.publishing.tables import csv_response, lines

PAGE = 100


INPUT = {"class": "krds-input"}


class AccessLogFilter(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("한 일"),
        required=False,
        choices=[("", gettext_lazy("모두")), *AccessEvent.Kind.choices],
        widget=forms.Select(attrs={"class": "krds-form-select"}),
    )
    email = forms.CharField(
        label=gettext_lazy("계정(이메일)"), required=False, max_length=254, widget=forms.TextInput(attrs=INPUT)
    )
    address = forms.CharField(
        label=gettext_lazy("접속 주소"), required=False, max_length=45, widget=forms.TextInput(attrs=INPUT)
    )
    since = forms.DateField(
        label=gettext_lazy("부터"), required=False, widget=forms.DateInput(attrs=INPUT | {"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("까지"), required=False, widget=forms.DateInput(attrs=INPUT | {"type": "date"})
    )

    LOOKUPS = {
        "kind": "kind",
        "email": "email__icontains",
        "address": "address__startswith",
        "since": "at__date__gte",
        "until": "at__date__lte",
    }

    def events(self):
        """The events that fit; with an unusable filter none, so that nobody takes all for the answer."""
        if not self.is_valid():
            return AccessEvent.objects.none()
        values = {self.LOOKUPS[name]: value for name, value in self.cleaned_data.items() if value}
        return AccessEvent.objects.filter(**values)


@require_safe
@may("may_audit")
def access_log(request):
    form = AccessLogFilter(request.GET)
    page = Paginator(form.events(), PAGE).get_page(request.GET.get("page"))
    return render(request, "access_log.html", {"form": form, "page": page})


@require_safe
@may("may_audit")
def access_log_csv(request):
    """The filtered log as UTF-8 with BOM, neutral for spreadsheets. Taking it is itself an entry."""
    head = [_("시각"), _("한 일"), _("계정"), _("접속 주소"), _("내용")]
    rows = map(_cells, AccessLogFilter(request.GET).events().iterator(chunk_size=2000))
    return csv_response(f"access-{timezone.localdate():%Y%m%d}.csv", lines(head, rows))


def _cells(event) -> list[str]:
    time = timezone.localtime(event.at).isoformat(timespec="seconds")
    return [time, event.get_kind_display(), event.email, event.address, event.detail]
