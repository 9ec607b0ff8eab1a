"""What the importers store: uploads with their records, mentions, decisions and reviews."""

from importers.models.mentions import BEFORE_BATCH, BEFORE_SINCE, CHOSEN, SUGGESTED, Mention, MentionQuerySet
from importers.models.reviews import Decision, Review
from importers.models.standing import SURE, SURE_WITHIN_M, Standing
from importers.models.uploads import ColumnTypes, Upload, UploadQuerySet, UploadRecord, upload_path

__all__ = [
    "BEFORE_BATCH", "BEFORE_SINCE", "CHOSEN", "SUGGESTED", "SURE", "SURE_WITHIN_M", "ColumnTypes", "Decision",
    "Mention", "MentionQuerySet", "Review", "Standing", "Upload", "UploadQuerySet", "UploadRecord", "upload_path",
]  # fmt: skip
