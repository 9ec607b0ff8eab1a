"""Registered groups of citizens, as their sponsor department keeps them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mapsite.accounts import access_log

from ..campaigns import groups as registry
from ..models import CitizenGroup
from .access import handlers_only

PAGE = 40


class GroupForm(forms.ModelForm):
    class Meta:
        model = CitizenGroup
        fields = ("name",)
        labels = {"name": gettext_lazy("모임 이름")}
        widgets = {"name": forms.TextInput(attrs={"class": "krds-input"})}


class RepresentativeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("대표 이름"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("이메일"), max_length=254)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "krds-input"


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def groups(request):
    """Those of the own department; by POST one more."""
    form = GroupForm(request.POST or None, instance=CitizenGroup(department=request.user.department))
    if request.method == "POST" and form.is_valid():
        group = form.save()
        messages.success(request, _("‘%(name)s’ 모임을 등록했습니다. 이제 대표를 적어 주세요.") % {"name": group})
        return redirect("community:handling_group", group.pk)
    own_groups = CitizenGroup.objects.run_by(request.user).select_related("department").order_by("-active", "name")
    own_groups = own_groups.annotate(people=Count("users", distinct=True), maps=Count("campaigns", distinct=True))
    context = {"form": form, "page": Paginator(own_groups, PAGE).get_page(request.GET.get("page"))}
    return render(request, "community/staff/groups.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@handlers_only
def group(request, pk):
    """One group: who stands for it, its campaigns; by POST one more representative."""
    own_group = _own(request, pk)
    form = RepresentativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = registry.appoint(own_group, form.cleaned_data["email"], form.cleaned_data["name"])
            _log(request, _("%(group)s 대표로 둠: %(email)s") % {"group": own_group, "email": user.email})
            messages.success(request, _("%(email)s 주소로 안내 메일을 보냈습니다.") % {"email": user.email})
            return redirect("community:handling_group", own_group.pk)
        except ValidationError as error:
            form.add_error("email", error)
    context = {
        "group": own_group,
        "form": form,
        "people": own_group.users.order_by("name", "email"),
        "campaigns": own_group.campaigns.order_by("-created_at"),
    }
    return render(request, "community/staff/group.html", context, status=400 if form.is_bound else 200)


def _own(request, pk) -> CitizenGroup:
    return get_object_or_404(CitizenGroup.objects.run_by(request.user).select_related("department"), pk=pk)


@require_POST
@handlers_only
def act(request, pk):
    """`step`: pause, resume, rename, or of a representative (`user`) dismiss and write."""
    own_group = _own(request, pk)
    try:
        messages.success(request, _STEPS.get(request.POST.get("step"), _nothing)(request, own_group))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("community:handling_group", own_group.pk)


def _nothing(request, group):
    raise ValidationError(_("무엇을 할지 골라 주세요."))


def _set_active(active: bool, message):
    def step(request, group) -> str:
        CitizenGroup.objects.filter(pk=group.pk).update(active=active)
        return str(message)

    return step


def _rename(request, group) -> str:
    form = GroupForm(request.POST, instance=group)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    form.save()
    return _("이름을 바꾸었습니다.")


def _representative(request, group):
    chosen_id = request.POST.get("user", "")
    return get_object_or_404(group.users, pk=int(chosen_id) if chosen_id.isdecimal() and len(chosen_id) < 19 else 0)


def _log(request, detail: str):
    """Who stands for a group gains or loses a right, which an auditor asks about."""
    access_log.log(access_log.Kind.ADMINISTRATION, access_log.client_of(request), detail)


def _dismiss(request, group) -> str:
    user = _representative(request, group)
    registry.dismiss(group, user)
    _log(request, _("%(group)s 대표에서 뺌: %(email)s") % {"group": group, "email": user.email})
    return _("%(name)s 님을 대표에서 뺐습니다.") % {"name": user}


def _write(request, group) -> str:
    user = _representative(request, group)
    registry.write_to(user, group)
    return _("%(email)s 주소로 안내 메일을 보냈습니다.") % {"email": user.email}


_STEPS = {
    "pause": _set_active(False, gettext_lazy("모임을 쉬게 했습니다. 이 모임의 지도는 담당 부서만 바꿀 수 있습니다.")),
    "resume": _set_active(True, gettext_lazy("모임이 다시 활동합니다.")),
    "rename": _rename,
    "dismiss": _dismiss,
    "write": _write,
}
