"""What administrators set up. Reports are handled on their own pages, where the workflow and the history hold."""

import secrets

from django.contrib import admin, messages
from django.utils.translation import gettext as _

from . import models


@admin.register(models.Category)
class CategoryAdmin(admin.ModelAdmin):
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
class CitizenGroupAdmin(admin.ModelAdmin):
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
    list_display = ["name", "hint", "trusted", "active", "used_at"]

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        made, text = models.ApiKey.objects.issue(obj.name, trusted=obj.trusted, per_minute=obj.per_minute)
        obj.pk = made.pk
        return messages.success(request, _("새 API 키입니다. 지금만 보입니다: %(key)s") % {"key": text})


@admin.register(models.Webhook)
class WebhookAdmin(admin.ModelAdmin):
    list_display = ["name", "url", "active", "failures"]
    fields = ["name", "url", "category", "campaign", "active"]

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
    list_filter = ["state", "webhook"]


@admin.register(models.RetentionLog)
class RetentionLogAdmin(ReadOnly):
    list_display = ["at", "action", "number", "category", "rule"]
    list_filter = ["action"]
