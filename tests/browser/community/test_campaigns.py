"""A campaign from the clerk's first word to the map in a newspaper: written, opened, answered, shown."""

import http.server
import json
import threading

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.models import Campaign, Report
from tests.community.factories import CampaignFactory, ReportFactory, handler
from tests.community.pictures import as_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1280, "height": 800}
NEW = "/handling/campaigns/new/"


@pytest.fixture(autouse=True)
def light_work(settings):
    settings.PROOF_OF_WORK_COST = 300


@pytest.fixture
def owner(transactional_db):
    return handler(name="이바다")


@pytest.fixture
def screen(page, sign_in, owner):
    sign_in(owner)
    return page


def add_question(page, label, kind):
    page.get_by_role("button", name="질문 더하기").click()
    card = page.locator(".ask").last
    card.get_by_label("질문", exact=True).fill(label)
    card.get_by_label("답의 종류").select_option(label=kind)
    return card


def add_choices(card, *labels):
    card.get_by_role("button", name="보기 더하기").click()
    for n, label in enumerate(labels, 1):
        box = card.get_by_role("textbox", name=f"보기 {n}", exact=True)
        box.fill(label)
        if n < len(labels):
            box.press("Enter")


def write_questions(page):
    """One of each of the six kinds; the second is asked only of those who met a step."""
    add_choices(add_question(page, "문턱이 있나요?", "고르기"), "없어요", "있어요")
    page.locator(".ask").last.get_by_text("꼭 답해야 함").click()
    ramp = add_question(page, "경사로가 있나요?", "예·아니요")
    ramp.get_by_label("언제 보일까요?").select_option(label="‘문턱이 있나요?’에 따라")
    ramp.get_by_label("이렇게 답했을 때").select_option(label="있어요")
    width = add_question(page, "문의 너비(cm)", "숫자")
    width.get_by_label("가장 작은 수").fill("30")
    width.get_by_label("가장 큰 수").fill("300")
    add_question(page, "얼마나 친절했나요?", "점수").get_by_label("도움말").fill("1은 아쉬움, 5는 아주 친절")
    add_question(page, "가게 이름", "글")
    add_question(page, "입구 사진", "사진")


def draw_box(page, *corners):
    page.get_by_text("지도에 그리기", exact=True).click()
    page.get_by_role("button", name="네모 그리기").click()
    for x, y in corners:
        page.locator("#map").click(position={"x": x, "y": y})
    expect(page.locator(".area-corner")).to_have_count(4)


def save(page):
    page.get_by_role("button", name="저장", exact=True).click()
    expect(page.get_by_text("저장했습니다.")).to_be_visible()


def test_from_the_first_word_to_the_newspaper(screen, addresses, live_server, settings):
    write_the_campaign(screen)
    campaign = Campaign.objects.get()
    preview_and_open(screen)
    screen.context.clear_cookies()
    take_part_on_a_phone(screen, campaign)
    assert not Report.objects.public().exists()
    Report.objects.get().moderate("approved", handler(campaign.department))
    see_the_results(screen, campaign)
    stand_in_a_newspaper(screen, campaign, live_server, settings)


def write_the_campaign(page):
    page.goto(NEW)
    page.get_by_label("제목").fill("문턱 없는 가게 지도")
    page.get_by_label("한 줄 소개").fill("휠체어로 들어갈 수 있는 가게를 찾습니다.")
    page.get_by_role("radio", name="휠체어").check(force=True)
    draw_box(page, (100, 30), (600, 370))
    write_questions(page)
    preview = page.get_by_role("complementary", name="시민에게 보이는 모습")
    expect(preview.get_by_role("radiogroup", name="경사로가 있나요?")).to_be_hidden()
    preview.get_by_text("있어요").click()
    expect(preview.get_by_role("radiogroup", name="경사로가 있나요?")).to_be_visible()
    save(page)
    campaign = Campaign.objects.get()
    assert [q["kind"] for q in campaign.questions] == ["choice", "yesno", "number", "scale", "text", "photo"]
    assert campaign.questions[1]["shown_when"] == {"key": "q1", "value": "c2"}
    assert campaign.icon == "wheelchair"
    assert campaign.area.num_points == 5


def preview_and_open(page):
    page.get_by_role("link", name="미리 보기").click()
    expect(page.get_by_text("아직 시민에게는 보이지 않습니다.")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="얼마나 친절했나요?")).to_be_visible()
    page.get_by_role("link", name="돌아가기").click()
    page.get_by_role("button", name="시작하기").click()
    expect(page.get_by_role("link", name="시민이 보는 쪽")).to_be_visible()


def take_part_on_a_phone(page, campaign):
    page.set_viewport_size(PHONE)
    page.goto(campaign.get_absolute_url())
    page.get_by_role("link", name="참여하기").click()
    expect(page.get_by_role("button", name="참여하기")).to_be_enabled()
    page.get_by_label("주소나 장소 이름").fill("세종대로 110")
    page.locator(".place-result").first.click()
    expect(page.locator("#place-said")).to_contain_text("세종대로 110")
    expect(page.locator("#place-map path[stroke-dasharray]")).to_have_count(1)
    expect(page.get_by_role("radiogroup", name="경사로가 있나요?")).to_be_hidden()
    page.get_by_text("있어요", exact=True).click()
    page.get_by_role("radiogroup", name="경사로가 있나요?").get_by_text("아니요").click()
    page.get_by_label("문의 너비(cm)").fill("12")
    page.get_by_role("radiogroup", name="얼마나 친절했나요?").get_by_text("4", exact=True).click()
    page.get_by_label("가게 이름").fill("시청 앞 빵집")
    page.get_by_label("입구 사진").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": as_bytes()}])
    page.locator(".photo:not(.is-busy) img").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.expected_errors.append("422")
    page.get_by_role("button", name="참여하기").click()
    expect(page.get_by_role("alert")).to_contain_text("30에서 300 사이로")
    page.get_by_label("문의 너비(cm)").fill("85")
    page.get_by_role("button", name="참여하기").click()
    expect(page.get_by_role("heading", name="잘 받았습니다")).to_be_visible()
    report = Report.objects.get()
    (photo,) = report.photos.all()
    answers = {"q1": "c2", "q2": False, "q3": 85, "q4": 4, "q5": "시청 앞 빵집", "q6": [str(photo.pk)]}
    assert report.answers == answers


def see_the_results(page, campaign):
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        page.goto(campaign.get_absolute_url())
        page.locator(".pin.has-icon use[href$='#wheelchair']").wait_for(state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    chart = page.get_by_role("table", name="문턱이 있나요?")
    expect(chart.get_by_role("row", name="있어요")).to_contain_text("1 (100%)")
    expect(page.locator("section:has(> .chart-grid)")).to_contain_text("평균 85")
    with page.expect_download() as download:
        page.get_by_role("link", name="GeoJSON").click()
    (feature,) = json.loads(download.value.path().read_text())["features"]
    assert feature["properties"]["문의 너비(cm)"] == 85


def newspaper(code):
    """A page of another site (another port) with the pasted code; (server, address)."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<h1>기사</h1>{code}".encode() if self.path == "/" else b"")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://localhost:{server.server_port}/"


def stand_in_a_newspaper(page, campaign, live_server, settings):
    if not any("localhost" in host for host in settings.EMBED_HOSTS):
        pytest.skip("EMBED_HOSTS was read without localhost (DEBUG off)")
    page.get_by_text("퍼가기", exact=True).click()
    code = page.get_by_label("퍼가기 코드").input_value().replace(settings.SITE_URL, live_server.url)
    page.context.clear_cookies()
    server, address = newspaper(code)
    try:
        page.goto(address)
        frame = page.frame_locator("iframe")
        frame.locator(".pin.has-icon").click()
        expect(frame.locator(".leaflet-popup a.popup-link")).to_have_attribute("target", "_blank")
        expect(frame.get_by_role("region", name="모인 곳")).to_contain_text("세종대로 110")
        assert page.context.cookies() == []
        campaign.refresh_from_db()
        campaign.state = Campaign.State.WITHDRAWN
        campaign.save()
        page.expected_errors.append("404")
        page.reload()
        frame.get_by_text("더 이상 볼 수 없습니다").wait_for()
    finally:
        server.shutdown()
        server.server_close()


def test_the_empty_blocks_are_shown(page, transactional_db):
    campaign = CampaignFactory(
        area="MULTIPOLYGON(((126.97 37.56, 126.99 37.56, 126.99 37.57, 126.97 37.57, 126.97 37.56)))"
    )
    ReportFactory(campaign=campaign, category=None)
    page.goto(campaign.get_absolute_url())
    expect(page.locator(".campaign-gaps")).to_contain_text("1칸을 다녀갔고")
    with page.expect_response("**/gaps.json"):
        page.get_by_role("button", name="아직 비어 있는 칸 보기").click()
    expect(page.get_by_role("button", name="아직 비어 있는 칸 보기")).to_have_attribute("aria-pressed", "true")


def test_an_area_by_keyboard(screen):
    screen.goto(NEW)
    screen.get_by_label("제목").fill("그늘 지도")
    screen.get_by_role("radio", name="지도에 그리기").focus()
    screen.keyboard.press("Space")
    for _n in range(2):
        screen.get_by_role("button", name="확대").press("Enter")
        screen.wait_for_timeout(400)
    screen.get_by_role("button", name="자유롭게 그리기").press("Enter")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        screen.keyboard.press("Enter")
        before = screen.locator(".leaflet-map-pane").get_attribute("style")
        screen.keyboard.press(key)
        screen.wait_for_function(
            "before => document.querySelector('.leaflet-map-pane').style.cssText !== before", arg=before
        )
        screen.wait_for_timeout(400)
    screen.get_by_role("button", name="그리기 마침").press("Enter")
    corners = screen.locator(".area-corner")
    expect(corners).to_have_count(3)
    typed = screen.locator("#id_corners")
    first = typed.input_value()
    corners.first.press("ArrowUp")
    assert typed.input_value() != first
    save(screen)
    assert Campaign.objects.get().area.num_points == 4


def test_an_area_of_districts_found_by_name(screen, addresses):
    screen.goto(NEW)
    screen.get_by_label("제목").fill("그늘 지도")
    screen.get_by_role("radio", name="구·동에서 고르기").check(force=True)
    screen.get_by_label("구·동 이름으로 찾기").fill("용산")
    with screen.expect_response("**/districts.json**"):
        screen.get_by_role("checkbox", name="용산구 모두").check(force=True)
    expect(screen.locator("[data-gu=용산구] .district-count")).to_have_text("1곳 고름")
    expect(screen.locator("[data-gu=강남구]")).to_be_hidden()
    save(screen)
    assert Campaign.objects.get().area.contains(ReportFactory.build(category=None).point) is False


def test_a_question_with_answers_is_put_away_and_comes_back(screen, owner):
    steps = [{"value": "no", "label": "없음"}, {"value": "yes", "label": "있음"}]
    questions = [
        {"key": "step", "label": "문턱", "kind": "choice", "choices": steps},
        {"key": "ramp", "label": "경사로", "kind": "yesno", "shown_when": {"key": "step", "value": "yes"}},
    ]
    campaign = CampaignFactory(department=owner.department, questions=questions)
    ReportFactory(campaign=campaign, category=None, answers={"step": "no"})
    edit = reverse("community:handling_campaign_edit", args=[campaign.slug])
    screen.goto(edit)
    step = screen.locator(".ask").first
    expect(step.get_by_label("답의 종류")).to_be_disabled()
    step.locator(".ask-body > .actions").get_by_role("button", name="빼기").click()
    expect(screen.get_by_text("이미 모인 답 1개는 결과에 그대로 남습니다")).to_be_visible()
    expect(screen.get_by_role("button", name="되돌리기")).to_be_focused()
    save(screen)
    campaign.refresh_from_db()
    assert [(q["key"], q.get("retired"), q.get("shown_when")) for q in campaign.questions] == [
        ("step", True, None), ("ramp", None, None),
    ]  # fmt: skip
    screen.goto(edit)
    screen.get_by_role("button", name="되돌리기").click()
    screen.locator(".ask").nth(1).get_by_role("button", name="위로").click()
    save(screen)
    campaign.refresh_from_db()
    assert [(q["key"], q.get("retired")) for q in campaign.questions] == [("ramp", None), ("step", None)]


def test_what_the_server_refuses_is_not_lost(screen):
    screen.expected_errors.append("400")
    screen.set_viewport_size(PHONE)
    screen.goto(NEW)
    screen.get_by_label("제목").fill("그늘 지도")
    add_question(screen, "무엇이 그늘을 만드나요?", "고르기")
    assert screen.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    screen.get_by_role("button", name="저장", exact=True).click()
    expect(screen.get_by_role("alert")).to_contain_text("보기를 1~60개 적어 주세요")
    expect(screen.locator(".ask").get_by_label("질문", exact=True)).to_have_value("무엇이 그늘을 만드나요?")


def test_the_home_map_switches_between_the_three(page, transactional_db):
    campaign = CampaignFactory(title="그늘 지도", icon="shade")
    ReportFactory(campaign=campaign, category=None)
    title = ReportFactory().title
    page.goto("/")
    entry = page.get_by_role("button", name="시민 참여지도 그늘 지도")
    report = page.get_by_role("button", name=f"시민 제보 {title}")
    expect(entry).to_have_count(1)
    expect(report).to_have_count(1)
    page.get_by_role("button", name="시민 제보", exact=True).click()
    expect(report).to_have_count(0)
    expect(entry).to_have_count(1)
    page.get_by_role("button", name="참여지도", exact=True).click()
    expect(entry).to_have_count(0)
