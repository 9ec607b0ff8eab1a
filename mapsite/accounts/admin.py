from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from .models import Department, User


class CreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)
        field_classes = {"email": forms.EmailField}


class UserEditForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"email": forms.EmailField}


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


RIGHTS = ("role", "department", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")


def _from_to(form, name) -> str:
    """A field's label with its value before and after, as the form shows them."""
    field = form.fields[name]
    return f"{field.label}: {_shown(field, form.initial.get(name))} → {_shown(field, form.cleaned_data[name])}"


def _shown(field, value) -> str:
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(map(str, value)) or "–"
    names = {str(key): label for key, label in getattr(field, "choices", ())}
    return str(names.get(str(getattr(value, "pk", value)), value or "–"))


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = UserEditForm
    add_form = CreationForm
    ordering = ["email"]
    list_display = ["email", "name", "department", "role", "is_active"]
    list_filter = ["department", "role", "is_active"]
    search_fields = ["email", "name"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("소속"), {"fields": ["name", "department", "role"]}),
        (_("권한"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("기록"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["email", "name", "department", "role", "usable_password", "password1", "password2"]},
        ),
    ]

    def construct_change_message(self, request, form, formsets, add=False):
        """An auditor asks which right somebody had before, and which since."""
        rights = [name for name in RIGHTS if name in form.changed_data]
        if add or not rights:
            return super().construct_change_message(request, form, formsets, add)
        others = [str(form.fields[name].label) for name in form.changed_data if name not in RIGHTS]
        return ", ".join([*(_from_to(form, name) for name in rights), *others])

    def save_model(self, request, obj, form, change):
        """Of an account in use, only its owner's confirmation changes the address; before, a typo is mended at once."""
        email = obj.email
        waits = change and "email" in form.changed_data and obj.last_login is not None
        if waits:
            obj.email = form.initial["email"]
        super().save_model(request, obj, form, change)
        if waits:
            EmailAddress.objects.add_new_email(request, obj, email)
            message = _("%(email)s 주소로 확인 메일을 보냈습니다. 받은 사람이 확인하면 주소가 바뀝니다.")
            messages.info(request, message % {"email": email})
