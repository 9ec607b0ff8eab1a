from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .models import LocalPlace, Notice, Tag, Theme
from .publishing.public_fields import TellsMasked

admin.site.site_header = admin.site.site_title = _("지도 소식 관리자")


@admin.register(Theme)
class ThemeAdmin(TellsMasked, admin.ModelAdmin):
    list_display = ["name", "slug", "colour"]
    search_fields = ["name"]


class TagInline(admin.TabularInline):
    """Shown, never changed: what is public changes through `publish` only, which keeps a version."""

    model = Tag
    fields = readonly_fields = ["number", "title", "address", "grade", "position_type"]
    extra = 0
    can_delete = False
    # A register's 4,000 rows would take the form half a minute.
    max_shown = 100

    def get_queryset(self, request):
        return super().get_queryset(request).filter(number__lte=self.max_shown)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    list_display = ["title", "department", "state", "theme", "tag_count", "published_at"]
    list_filter = ["state", "department", "theme"]
    search_fields = ["id", "title"]
    list_select_related = ["department", "theme"]
    inlines = [TagInline]
    fieldsets = [
        (None, {"fields": ["title", "department", "theme", "state"]}),
        (_("내용"), {"fields": ["body", "valid_from", "valid_until"]}),
        (_("기록"), {"fields": ["tag_count", "created_at", "published_at", "updated_at"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(LocalPlace)
class LocalPlaceAdmin(admin.ModelAdmin):
    """Seen and deleted here; made and moved by what people decide in a review."""

    list_display = ["name", "department", "kind", "address", "by", "at", "times"]
    list_filter = ["department", "kind"]
    search_fields = ["name", "address"]
    list_select_related = ["department", "by"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
