import pytest

from community.campaigns import leaders
from tests.community.factories import CampaignFactory, ReportFactory

pytestmark = pytest.mark.django_db


def entry(campaign, **fields):
    return ReportFactory(campaign=campaign, category=None, department=campaign.department, **fields)


def test_ties_are_fair_and_who_wants_to_be_left_out_is(client):
    campaign = CampaignFactory(leader_board=True)
    for device, nickname, number in [("a", "소나무", 2), ("b", "은행", 2), ("c", "느티", 1), ("d", "느티", 3)]:
        for _n in range(number):
            entry(campaign, device=device, nickname=nickname)
    entry(campaign, device="e", nickname="")
    entry(campaign, device="f", nickname="숨은 글", moderation="pending")
    rows = [(row["rank"], row["nickname"], row["entries"]) for row in leaders.leaders(campaign)]
    assert rows == [(1, "느티", 3), (2, "소나무", 2), (2, "은행", 2), (4, "느티", 1)]
    mine = campaign.entries.filter(device="d").first()
    assert "순위표에서 빼기" in client.get(mine.private_url).text
    client.post(mine.private_url, {"step": "board", "board": "off"})
    assert [row["rank"] for row in leaders.leaders(campaign)] == [1, 1, 3]
    client.post(mine.private_url, {"step": "board", "board": "on"})
    assert leaders.leaders(campaign)[0]["nickname"] == "느티"
