"""What administrators set up. Reports are handled on their own pages, where the workflow and the history hold."""

import secrets

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maptag.publishing.public_fields import TellsMasked

from . import models
from .messaging import outside, webhooks


@admin.register(models.Category)
class CategoryAdmin(TellsMasked, admin.ModelAdmin):
    list_display = ["name", "slug", "department", "moderation", "working_days", "active"]
    list_filter = ["active", "moderation"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(models.RoutingRule)
class RoutingRuleAdmin(admin.ModelAdmin):
    list_display = ["category", "gu", "dong", "department", "priority"]
    list_filter = ["category", "department"]


@admin.register(models.AnswerTemplate)
class AnswerTemplateAdmin(admin.ModelAdmin):
    list_display = ["name", "department", "category", "status"]


@admin.register(models.MessageText)
class MessageTextAdmin(admin.ModelAdmin):
    list_display = ["slug", "subject"]


@admin.register(models.CitizenGroup)
class CitizenGroupAdmin(TellsMasked, admin.ModelAdmin):
    list_display = ["name", "department", "active"]
    filter_horizontal = ["users"]


@admin.register(models.Block)
class BlockAdmin(admin.ModelAdmin):
    list_display = ["kind", "value", "spam", "until", "reason"]
    list_filter = ["kind"]

    def save_model(self, request, obj, form, change):
        obj.created_by = obj.created_by or request.user
        super().save_model(request, obj, form, change)


@admin.register(models.ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    list_display = ["name", "hint", "trusted", "per_minute", "active", "created_at", "used_at"]
    list_filter = ["active"]
    readonly_fields = ["hint", "created_at", "used_at"]
    actions = ["revoke"]

    def has_delete_permission(self, request, obj=None):
        # What was sent with it goes on naming the key: it is revoked, not deleted.
        return False

    @admin.action(description=_("고른 키 폐기"))
    def revoke(self, request, queryset):
        messages.success(request, _("키 %(n)d개를 폐기했습니다.") % {"n": queryset.update(active=False)})

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        key, text = models.ApiKey.objects.issue(obj.name, trusted=obj.trusted, per_minute=obj.per_minute)
        obj.pk = key.pk
        return messages.success(request, _("새 API 키입니다. 지금만 보입니다: %(key)s") % {"key": text})


class WebhookForm(forms.ModelForm):
    url = forms.URLField(label=_("주소"), max_length=300, assume_scheme="https", widget=AdminURLFieldWidget)

    def clean_url(self):
        url = self.cleaned_data["url"]
        try:
            outside.check(url)
        except outside.Forbidden as error:
            raise ValidationError(_("이 주소로는 보내지 않습니다: %(why)s") % {"why": error}) from None
        except outside.Unreachable:
            raise ValidationError(_("이 이름의 서버를 찾을 수 없습니다. 주소를 확인해 주세요.")) from None
        return url


class DeliveryInline(admin.TabularInline):
    """The log of one webhook."""

    model = models.WebhookDelivery
    fields = readonly_fields = ["created_at", "event", "state", "attempts", "answer", "sent_at"]
    extra = 0
    can_delete = False
    verbose_name_plural = _("최근 보낸 것")
    MOST = 50

    def has_add_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        rows, webhook = super().get_queryset(request), request.resolver_match.kwargs.get("object_id")
        latest = models.WebhookDelivery.objects.filter(webhook=webhook).order_by("-pk").values("pk")[: self.MOST]
        return rows.filter(pk__in=latest).select_related("event")


@admin.register(models.Webhook)
class WebhookAdmin(admin.ModelAdmin):
    form = WebhookForm
    list_display = ["name", "url", "active", "failures", "rotated_at"]
    fields = ["name", "url", "category", "campaign", "active"]
    inlines = [DeliveryInline]
    actions = ["rotate"]

    @admin.action(description=_("서명 비밀값 바꾸기(앞의 값도 7일 동안 함께 서명합니다)"))
    def rotate(self, request, queryset):
        for webhook in queryset:
            message = _("%(name)s의 새 비밀값입니다. 지금만 보입니다: %(s)s") % {"name": webhook, "s": webhook.rotate()}
            messages.success(request, message)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.secret = secrets.token_urlsafe(32)
            messages.success(request, _("서명 비밀값입니다. 지금만 보입니다: %(s)s") % {"s": obj.secret})
        super().save_model(request, obj, form, change)


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(models.Message)
class MessageAdmin(ReadOnly):
    list_display = ["subject", "channel", "state", "attempts", "created_at", "sent_at", "error"]
    list_filter = ["state", "channel"]
    exclude = ["to", "body", "link"]


@admin.register(models.WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnly):
    list_display = ["webhook", "event", "state", "attempts", "answer", "created_at"]
    actions = ["again"]

    @admin.action(description=_("보내지 못한 것 다시 보내기"))
    def again(self, request, queryset):
        messages.success(request, _("%(n)d건을 다시 보냅니다.") % {"n": webhooks.deliver_again(queryset)})

    list_filter = ["state", "webhook"]


@admin.register(models.RetentionLog)
class RetentionLogAdmin(ReadOnly):
    list_display = ["at", "action", "number", "category", "rule"]
    list_filter = ["action"]
