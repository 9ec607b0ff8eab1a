"""Notices (지도 소식), their Tags (지도태그), Themes (주제도), what was published when, and clerks' places."""

from .local_places import LocalPlace
from .notices import Notice, NoticeQuerySet, short_id
from .tags import Tag
from .themes import Theme
from .versions import NoticeVersion

__all__ = ["LocalPlace", "Notice", "NoticeQuerySet", "NoticeVersion", "Tag", "Theme", "short_id"]
