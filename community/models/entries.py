"""Entries (a campaign's): what sets them apart from the reports of a category."""

from mapsite import fields as models

from ..contributors import Contributor
from ..workflow import Party
from .reports import Report
from .selections import ReportQuerySet


class EntryQuerySet(ReportQuerySet):
    def of(self, campaign):
        return self.filter(campaign=campaign)


class EntryManager(models.Manager.from_queryset(EntryQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(campaign__isnull=False)


class Entry(Report):
    """What somebody maps for a campaign: a Report without a category, whose campaign asks, decides and answers for it.

    Rows of reports with a campaign are read as this (`Report.from_db`); a new one is made as `Entry(campaign=…)`.
    """

    objects = EntryManager()

    class Meta:
        proxy = True
        verbose_name = Report._meta.verbose_name
        verbose_name_plural = Report._meta.verbose_name_plural

    @property
    def subject(self) -> str:
        return str(self.campaign.title)

    @property
    def questions(self) -> list:
        return self.campaign.questions

    @property
    def contributor(self) -> Contributor:
        """Who added it; false when that is forgotten."""
        return Contributor.of(self.member_id, self.device, self.network_hash)

    @property
    def is_confirmed(self) -> bool:
        """Enough others agree, and fewer contradict; as `confirmed` of `ReportQuerySet.public`."""
        needed = self.campaign.confirmations
        return bool(needed) and self.agree_count >= needed and self.agree_count > self.disagree_count

    def may_moderate(self, by) -> bool:
        """Also the citizens' group that runs the campaign."""
        of_group = not isinstance(by, Party) and by.department_id is None
        return super().may_moderate(by) or (of_group and self.campaign.may_manage(by))

    def outdate_copies(self):
        self.campaign.outdate_embed()

    def _may_be_seen(self) -> bool:
        return super()._may_be_seen() and self.campaign.is_public
