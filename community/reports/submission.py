"""From what a citizen typed to a Report: checked, limited, placed, routed and stored, exactly once."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import deadlines
from ..messaging import contacts
from ..models import (
    Campaign,
    CampaignMember,
    Category,
    Entry,
    Moderation,
    Photo,
    Report,
    ReportEvent,
    RoutingRule,
    Subscription,
)
from ..privacy import PERSONAL, clean_text, personal_kinds, public_text, texts_of
from ..protection import limits, proof, spam
from ..protection.limits import Sender
from ..questions.answers import clean_answers
from ..workflow import REPORTER
from . import places
from .photos import MOST_BYTES, MOST_PHOTOS, NO_FILMS, TOO_LARGE

HOUR = 3600
NO_CONTENT = gettext_lazy("무슨 일인지 적거나 사진을 넣어 주세요.")
NO_SPOT = gettext_lazy("동네만 고르셨습니다. 동네 안 어디인지 내용에 적어 주세요.")
NO_CATEGORY = gettext_lazy("유형을 골라 주세요.")
OUTSIDE_AREA = gettext_lazy("이 지도의 구역 밖입니다.")


def rules() -> dict:
    """What is refused in any case and in which words, for a phone that checks it before a report waits for a network.

    `city` is GeoJSON (WGS84); a campaign's area and questions stand beside it in the form's configuration.
    """
    return {
        "city": places.city_outline(),
        "mostPhotos": MOST_PHOTOS,
        "mostBytes": MOST_BYTES,
        "words": {
            "content": str(NO_CONTENT),
            "spot": str(NO_SPOT),
            "category": str(NO_CATEGORY),
            "area": str(OUTSIDE_AREA),
            "outside": places.outside_words(),
            "film": str(NO_FILMS),
            "large": str(TOO_LARGE),
        },
    }


@dataclass(slots=True)
class Draft:
    """What is sent. `client_id` was made by the sender: the same one twice is the same report.

    Coordinates are WGS84 degrees; `photos` ids of Photos received before. A report has a category, an entry a
    campaign. `honeypot` is a field that people do not see.
    """

    lon: float | str | None
    lat: float | str | None
    client_id: UUID = field(default_factory=uuid4)
    category: Category | None = None
    campaign: Campaign | None = None
    text: str = ""
    answers: dict = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    place_source: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    nickname: str = ""
    rhythm: str = Subscription.Rhythm.AT_ONCE
    invitation: str = ""
    proof: str = ""
    honeypot: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """Why a draft needs no proof of work: an API key, or a member of staff who types for a caller.

    With neither, it came from a browser without scripts: a tighter limit and a person's eye stand in for the proof.
    """

    source: str
    api_key: object = None
    user: object = None

    @property
    def trusted(self) -> bool:
        return bool(self.user) or bool(self.api_key and self.api_key.trusted)

    @property
    def unproven(self) -> bool:
        return not (self.user or self.api_key)


UNPROVEN = Authority(Report.Source.WEB)


def submit(draft: Draft, sender: Sender, authority: Authority | None = None) -> Report:
    """The Report; the one that there is when this `client_id` was sent before.

    Raises ValidationError with a dict {field: [messages]}, or limits.TooMany.
    """
    earlier = Report.objects.filter(client_id=draft.client_id).first()
    if earlier:
        return earlier
    # In this order: what proves nothing must not use up the limit of those who share its address.
    _prove(draft, sender, authority)
    _limit(sender, authority)
    report, photos = _checked(draft, sender, authority)
    try:
        with transaction.atomic():
            _store(report, photos, draft, sender)
    except IntegrityError:
        # The same draft, sent twice at the same moment.
        return Report.objects.get(client_id=draft.client_id)
    return report


def _limit(sender: Sender, authority):
    if authority and authority.api_key:
        return limits.count("api", str(authority.api_key.pk), authority.api_key.per_minute, 60)
    if authority and authority.unproven:
        limits.count("plain", sender.network_hash, settings.PLAIN_REPORTS_PER_ADDRESS, HOUR)
    if not authority or authority.unproven:
        limits.count("report", sender.network_hash, settings.REPORTS_PER_ADDRESS, HOUR)
        limits.count("report", sender.device, settings.REPORTS_PER_DEVICE, HOUR)
    return None


def _prove(draft: Draft, sender: Sender, authority):
    if authority and not authority.unproven:
        return
    if draft.honeypot:
        raise ValidationError({"honeypot": [_("보낼 수 없습니다.")]})
    if authority:
        return
    try:
        proof.spend_by(sender, draft.proof)
    except ValidationError as error:
        raise ValidationError({"proof": error.messages}) from None


def _checked(draft: Draft, sender: Sender, authority) -> tuple[Report, list[Photo]]:
    """The unsaved Report and its photos; all that is wrong with the draft in one ValidationError."""
    errors: dict[str, list] = {}
    draft.text = clean_text(draft.text)
    subject = _gather(errors, None, _subject, draft)
    lon_lat = _gather(errors, "point", places.clean_point, draft.lon, draft.lat)
    place = lon_lat and _gather(errors, "point", places.describe, *lon_lat, draft.place_source)
    answers = subject and _gather(errors, "answers", clean_answers, subject.questions, draft.answers)
    photos = _gather(errors, "photos", _photos, draft.photos, sender)
    _gather(errors, "email", _check_contact, draft)
    member = subject and _gather(errors, "campaign", _member, draft)
    if subject and not (draft.text or answers or photos):
        errors["text"] = [NO_CONTENT]
    if draft.place_source == places.DISTRICT and not draft.text:
        errors["text"] = [NO_SPOT]
    if errors:
        raise ValidationError(errors)
    suspicions = [] if authority and authority.user else _gather(errors, "text", spam.suspicions, draft, sender)
    if errors:
        raise ValidationError(errors)
    suspicions += personal(draft, subject, answers)
    report = (Entry if draft.campaign else Report)(
        client_id=draft.client_id,
        category=draft.category,
        campaign=draft.campaign,
        member=member,
        nickname=member.nickname if member else public_text(draft.nickname)[:30],
        point=Point(*lon_lat, srid=4326),
        place_source=draft.place_source[:10],
        address=place.address,
        gu=place.gu,
        dong=place.dong,
        place_name=place.name,
        source=authority.source if authority else Report.Source.WEB,
        api_key=authority.api_key if authority else None,
        network_hash=sender.network_hash,
        device=sender.device,
        suspicions=suspicions,
    )
    report.answer_with(answers)
    keep_words(report, draft.text)
    route(report)
    moderate(report, authority)
    return report, photos


def personal(draft, subject, answers) -> list[str]:
    """What about people stands in the words that everybody would read."""
    private = {question["key"] for question in subject.questions if question.get("private")}
    public_answers = {key: value for key, value in answers.items() if key not in private}
    return [f"{PERSONAL}{kind}" for kind in personal_kinds(draft.text, draft.nickname, *texts_of(public_answers))]


def keep_words(report: Report, text: str):
    """The public text masked, and what was masked only for handlers."""
    report.text, report.text_hash = public_text(text), spam.words_hash(text)
    report.text_original = text if report.text != text else ""


def _gather(errors: dict, name: str | None, check, *args):
    """The result of `check`, or None with its messages in `errors`."""
    try:
        return check(*args)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            prefix = f"{name}." if name else ""
            errors.update({f"{prefix}{key}": messages for key, messages in error.message_dict.items()})
        else:
            errors.setdefault(name, []).extend(error.messages)
        return None


def _subject(draft: Draft) -> Category | Campaign:
    if draft.campaign:
        if not draft.campaign.takes_entries:
            raise ValidationError({"campaign": [_("지금은 참여를 받지 않는 지도입니다.")]})
        return draft.campaign
    if not draft.category:
        raise ValidationError({"category": [NO_CATEGORY]})
    if not draft.category.active:
        message = _("‘%(name)s’ 유형은 이제 받지 않습니다. 다른 유형을 골라 주세요.") % {"name": draft.category.name}
        raise ValidationError({"category": [message]})
    return draft.category


def _member(draft: Draft) -> CampaignMember | None:
    campaign = draft.campaign
    if not campaign:
        return None
    member = campaign.members.taking_part(draft.invitation)
    if not member and campaign.participation != Campaign.Participation.ANYONE:
        raise ValidationError(_NOT_A_MEMBER[campaign.participation])
    check_area(campaign, *places.clean_point(draft.lon, draft.lat))
    return member


def check_area(campaign: Campaign, lon: float, lat: float):
    if campaign.area and not campaign.area.contains(Point(lon, lat, srid=4326)):
        raise ValidationError({"point": [OUTSIDE_AREA]})


_NOT_A_MEMBER = {
    Campaign.Participation.INVITED: gettext_lazy(
        "초대받은 분만 참여할 수 있습니다. 초대 메일의 링크로 한 번 들어온 뒤 다시 보내 주세요. "
        "쓰신 내용은 이 기기에 남아 있습니다."
    ),
    Campaign.Participation.MEMBERS: gettext_lazy(
        "등록한 분만 참여할 수 있습니다. 참여지도 화면에서 등록한 뒤 다시 보내 주세요. "
        "쓰신 내용은 이 기기에 남아 있습니다."
    ),
}


def _photos(ids: list[str], sender: Sender) -> list[Photo]:
    if len(ids) > MOST_PHOTOS:
        raise ValidationError(_("사진은 %(n)d장까지 보낼 수 있습니다.") % {"n": MOST_PHOTOS})
    try:
        photos = list(Photo.objects.filter(pk__in=[UUID(str(photo_id)) for photo_id in ids], report=None))
    except ValueError:
        photos = []
    strangers = [photo for photo in photos if photo.device and photo.device not in sender.devices]
    if strangers or len(photos) != len(set(map(str, ids))):
        raise ValidationError(_("사진을 다시 올려 주세요."))
    return photos


def _check_contact(draft: Draft):
    draft.email = draft.email.strip()
    draft.phone = contacts.clean_phone(draft.phone)
    draft.name = clean_text(draft.name, 60)
    if draft.email:
        validate_email(draft.email)


def route(report: Report):
    """The department that answers, and until when."""
    category = report.category
    report.department = RoutingRule.objects.department_for(category, report.gu, report.dong)
    if report.campaign_id:
        report.department = report.campaign.department
    else:
        report.due_on = deadlines.add_working_days(timezone.localdate(), category.working_days)


def moderate(report: Report, authority=None):
    """Whether it is public at once, by the rule of what it is about and by what it is suspected of."""
    rule = (report.campaign or report.category).moderation
    states = Report.Moderation
    personal = [word for word in report.suspicions if word.startswith(PERSONAL)]
    if len(personal) < len(report.suspicions):
        report.moderation = states.SPAM
    elif personal and not (authority and authority.user):
        report.moderation = states.PENDING
    elif authority and authority.trusted:
        report.moderation = states.APPROVED
    else:
        unseen = rule == Moderation.AFTER and not (authority and authority.unproven)
        report.moderation = states.UNCHECKED if unseen else states.PENDING
    report.published = report.moderation in (states.APPROVED, states.UNCHECKED)


def _store(report: Report, photos: list[Photo], draft: Draft, sender: Sender):
    report.save(force_insert=True)
    questions = _photo_questions(report)
    for photo in photos:
        photo.report = report
        photo.taken_lon = photo.taken_lat = None
        question = questions.get(str(photo.pk))
        photo.question = question["key"] if question else ""
        # What answers a question that is not published is for handlers alone.
        photo.hidden = bool(question and question.get("private"))
        photo.save(update_fields=["report", "taken_lon", "taken_lat", "question", "hidden"])
    if draft.email or draft.phone or draft.name:
        contacts.keep(report, draft.name, draft.email, draft.phone, draft.rhythm, sender)
    report.record(ReportEvent.Kind.SUBMITTED, REPORTER, to_status=report.status)


def _photo_questions(report: Report) -> dict[str, dict]:
    """{id of a photo: the question that it answers}"""
    questions, answers = (
        [question for question in report.questions if question["kind"] == "photo"],
        report.whole_answers,
    )
    return {photo_id: question for question in questions for photo_id in answers.get(question["key"], ())}
