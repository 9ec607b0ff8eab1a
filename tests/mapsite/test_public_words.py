"""Whatever becomes public is read by the one detector: by its column, so nothing depends on who writes it."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from community.models import Attachment, Campaign, Category, CitizenGroup, Confirmation, Report, ReportEvent
from maptag.models import Notice, Tag, Theme
from maptag.publishing.public_fields import public_fields
from tests.community.factories import CampaignFactory, ReportFactory
from tests.factories import NoticeFactory, UserFactory, content_of

pytestmark = pytest.mark.django_db
NUMBER = "010-2345-6789"


def test_no_public_text_stands_in_a_column_that_nobody_reads():
    """A text column of these models is public and read, or stands here with a reason."""
    read = {(model, field.name) for model, field in public_fields()}
    written_by_us = {
        "id",
        "state",
        "colour",
        "icon",
        "snapshot",
        "grade",
        "position_type",
        "participation",
        "moderation",
    }
    written_by_us |= {"slug", "sha256", "media_type", "device", "number", "status", "source", "place_source", "kind"}
    written_by_us |= {"from_status", "to_status", "party", "audience", "network_hash", "text_hash", "key_hash"}
    # Of address tables; shown to handlers alone; masked where it leaves (answers keep their types there).
    others = {"address", "gu", "dong", "place_name", "internal", "locator", "keywords", "emergency_words", "forbidden"}
    others |= {"answers", "suspicions", "data", "file"}
    for model in (Theme, Notice, Tag, Campaign, Category, CitizenGroup, Report, ReportEvent, Confirmation, Attachment):
        kinds = ("CharField", "TextField", "JSONField")
        columns = [f.name for f in model._meta.local_concrete_fields if f.get_internal_type() in kinds]
        unread = {name for name in columns if (model, name) not in read} - written_by_us - others
        assert not unread, (model, unread)


def test_titles_and_questions_of_campaigns_and_names_of_themes_are_masked():
    choice = {"key": "how", "label": f"문의 {NUMBER}", "kind": "choice", "help": "hong@naver.com로 보내 주세요"}
    choice |= {"choices": [{"value": "call", "label": f"전화 {NUMBER}"}]}
    campaign = CampaignFactory(title=f"그늘 {NUMBER}", summary=NUMBER, body=f"담당 {NUMBER}", questions=[choice])
    campaign.refresh_from_db()
    words = f"{campaign.title} {campaign.summary} {campaign.body} {campaign.questions}"
    assert "2345" not in words
    assert "hong@" not in words
    assert campaign.questions[0]["choices"][0]["value"] == "call"
    theme = Theme.objects.create(name=f"공사 {NUMBER}", slug="works")
    theme.refresh_from_db()
    assert "2345" not in theme.name


def test_office_numbers_and_dates_in_a_campaign_stay():
    text = "2026. 11. 28.부터, 문의 교통과 02-2133-2345, traffic@seoul.go.kr"
    campaign = CampaignFactory(body=text)
    campaign.refresh_from_db()
    assert campaign.body == text


def test_who_enters_a_private_number_is_told_in_which_field(client):
    client.force_login(UserFactory(administrator=True))
    address = reverse("admin:maptag_theme_add")
    page = client.post(address, {"name": f"공사 {NUMBER}", "slug": "works", "colour": "#256ef4"}, follow=True)
    assert "개인정보로 보이는 글을 가렸습니다: 이름" in page.content.decode()
    assert NUMBER not in page.content.decode()
    same = client.post(address, {"name": f"공사 {NUMBER}", "slug": "works2", "colour": "#256ef4"})
    assert same.status_code == 200  # refused as a name that is taken, not a server error
    refused = client.post(address, {"name": "공사", "slug": "01023456789", "colour": "#256ef4"})
    assert "다른 이름을 적어 주세요" in refused.content.decode()


def test_a_name_of_a_file_tells_no_number():
    report = ReportFactory()
    file = Attachment.objects.create(report=report, name=f"홍길동 {NUMBER}.pdf", media_type="x", size=1, sha256="x")
    file.refresh_from_db()
    assert "2345" not in file.name
    assert file.name.endswith(".pdf")


def test_a_report_that_is_stored_past_the_form_keeps_its_words_for_handlers_alone():
    report = ReportFactory(text=f"전화 주세요 {NUMBER}")
    report.refresh_from_db()
    assert "2345" not in report.text + report.title
    assert NUMBER in report.text_original


# -- stored before


@pytest.fixture
def stored_before(settings):
    """What a version that read less has left, put past the fields."""
    settings.CONTACT_KEYS = ["k" * 40]
    campaign = CampaignFactory(slug="shade", title="그늘")
    Campaign.objects.filter(pk=campaign.pk).update(title=f"그늘 {NUMBER}")
    report = ReportFactory(campaign=campaign, category=None, published=True, moderation="approved")
    Report.objects.filter(pk=report.pk).update(text=f"전화 {NUMBER}", text_original="")
    notice = NoticeFactory(title="안내")
    notice.publish(content_of(notice), None)
    notice.refresh_from_db()
    Tag.objects.filter(notice=notice).update(title=f"쉼터 {NUMBER}")
    return campaign, report, notice


def test_words_stored_before_are_listed_without_what_is_personal_in_them(stored_before, capsys):
    call_command("find_personal_data")
    output = capsys.readouterr().out
    assert "community_campaign.title" in output
    assert "community_report.text" in output
    assert "maptag_tag.title" in output
    assert "2345" not in output
    assert Campaign.objects.filter(title__contains=NUMBER).exists()


def test_words_stored_before_are_masked_everywhere_and_stay_whole_for_handlers(stored_before, client, capsys):
    campaign, report, notice = stored_before
    call_command("find_personal_data", "--mask")
    report.refresh_from_db()
    assert NUMBER in report.whole_text
    for page in (campaign.get_absolute_url(), f"/notices/{notice.pk}", f"/notices/{notice.pk}.geojson", "/campaigns/"):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"2345-6789" not in body, page
    capsys.readouterr()
    call_command("find_personal_data")
    assert capsys.readouterr().out.strip() == "none found"


def test_two_names_that_would_be_the_same_when_masked_are_left_to_a_person(capsys):
    for number in ("010-2345-6789", "010-9876-6789"):
        group = CitizenGroup.objects.create(name=f"모임 {number[4:8]}", department=UserFactory().department)
        CitizenGroup.objects.filter(pk=group.pk).update(name=f"모임 {number}")
    with pytest.raises(CommandError, match="To be changed by hand"):
        call_command("find_personal_data", "--mask")


def test_an_address_of_a_campaign_is_no_number():
    with pytest.raises(ValidationError, match="다른 이름"):
        CampaignFactory.build(slug="12가3456", department=UserFactory().department).full_clean()
