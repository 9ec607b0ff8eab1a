"""Publishing: a review's accepted places become a Notice."""

from django.db import transaction

from importers.models import Review
from importers.review.tagging import notice_content
from maptag.models import Notice


@transaction.atomic
def publish(review: Review, by) -> Notice:
    """Make the accepted mentions public as a Notice; again for the same upload, under the same URL."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    content = notice_content(review)
    if review.notice is None:
        review.notice = Notice.objects.create(department=review.upload.department)
        review.save(update_fields=["notice"])
    review.notice.publish(content, by, draft=review.as_draft())
    return review.notice
