"""The leader board of a campaign: nicknames of those who chose one and did not ask to be left out."""

from django.db.models import Case, CharField, Count, F, Value, When
from django.db.models.functions import Cast, Concat

from ..contributors import MEMBER, Contributor
from ..models import BoardOptOut, Campaign, Entry

MOST = 20
# Who shares the last place is not cut off by the alphabet, up to here.
MOST_WITH_TIES = 40
# As `str(Entry.contributor)`, without the address, which is forgotten while the campaign goes on.
_WHO = Case(
    When(member__isnull=False, then=Concat(Value(MEMBER), Cast("member_id", CharField()))),
    default=F("device"),
    output_field=CharField(),
)


def leaders(campaign: Campaign) -> list[dict]:
    """[{"rank", "nickname", "entries"}], the most diligent first; empty where the campaign wants no leader board.

    The same number of public entries is the same rank (1, 1, 3). Two people with one nickname are two rows.
    """
    if not campaign.leader_board:
        return []
    named = Entry.objects.public().of(campaign).exclude(nickname="").annotate(who=_WHO)
    named = named.exclude(who__in=campaign.board_opt_outs.values("who"))
    rows = named.order_by().values("who", "nickname").annotate(number=Count("pk")).order_by("-number", "nickname")
    return _ranked(rows[:MOST_WITH_TIES])


def _ranked(rows) -> list[dict]:
    ranked: list[dict] = []
    for place, row in enumerate(rows, start=1):
        tie = ranked and ranked[-1]["entries"] == row["number"]
        rank = ranked[-1]["rank"] if tie else place
        if rank > MOST or (place > MOST and not tie):
            break
        ranked.append({"rank": rank, "nickname": row["nickname"], "entries": row["number"]})
    return ranked


def stands_on_board(campaign: Campaign, contributor: Contributor) -> bool:
    return not campaign.board_opt_outs.filter(who=str(contributor)).exists()


def opt(campaign: Campaign, contributor: Contributor, out: bool):
    """Leave a contributor out of the board from now on, or take them in again."""
    if out:
        BoardOptOut.objects.get_or_create(campaign=campaign, who=str(contributor))
    else:
        campaign.board_opt_outs.filter(who=str(contributor)).delete()
