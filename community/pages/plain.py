"""The report form without scripts: one plain form, which comes back with what was typed until nothing is missing."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Campaign, Category, Photo, Report
from ..protection import limits
from ..questions.answers import answer_text, asked
from ..questions.answers import limits as question_limits
from ..reports import hints, photos, places
from ..reports.submission import UNPROVEN, Draft, submit
from .places import find

HOUR = 3600
TRIES_AN_HOUR = 60
PHOTOS_AN_HOUR = 200
TEXT_FIELDS = ("text", "name", "email", "phone", "nickname", "rhythm", "address", "district", "point", "place_source")


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place to choose from; `at` is "lon,lat" (WGS84 degrees)."""

    at: str
    title: str
    other: str = ""
    source: str = "address"


class PlainForm:
    """What a browser without scripts sent. `take` gives the Report, or None and says in `errors` what is missing.

    `notices` tell which photos could not be taken; they hold nothing up.

    Photos are taken in at once and come back as ids: a browser does not keep chosen files over an answer.
    """

    def __init__(self, request, campaign: Campaign | None = None, invitation: str = ""):
        self.post, self.files, self.campaign, self.invitation = request.POST, request.FILES, campaign, invitation
        self.sender = limits.sender_of(request)
        self.errors: list[str] = []
        self.notices: list[str] = []
        self.choices: list[PlaceChoice] = []
        self.calls: list[dict] = []
        self.too_many = False
        self.typed = {name: self._said(name) for name in TEXT_FIELDS}
        self.category = Category.objects.filter(slug=self._said("category")).first()
        self.photos: list[Photo] = []
        self.client_id = self._client_id()

    def _said(self, name: str) -> str:
        return self.post.get(name, "").replace("\x00", "")[:4000]

    def _client_id(self) -> UUID:
        try:
            return UUID(self._said("client_id"))
        except ValueError:
            return uuid4()

    @property
    def questions(self) -> list[dict]:
        """Each with `options` [(value, label)], `given`, what was answered, and in words the `condition` to ask it."""
        subject = self.campaign or self.category
        listed = asked(subject.questions) if subject else []
        by_key = {q["key"]: q for q in listed}
        more = [{"options": _options(q), "given": self._given(q), "condition": _condition(q, by_key)} for q in listed]
        return [question | added for question, added in zip(listed, more, strict=True)]

    def _given(self, question: dict):
        name = f"answers.{question['key']}"
        several = question.get("several") or question["kind"] == "photo"
        return self.post.getlist(name)[:60] if several else self._said(name)

    def take(self) -> Report | None:
        try:
            limits.count("plain_try", self.sender.network_hash, TRIES_AN_HOUR, HOUR)
            self._take_photos()
            point, source = self._place()
            if self._said("step") == "find" or not self._is_complete(point):
                return None
            return submit(self._draft(point, source), self.sender, UNPROVEN)
        except limits.TooMany as error:
            self.too_many = True
            self.errors.append(error.message)
        except ValidationError as error:
            by_field = getattr(error, "message_dict", None) or {"": error.messages}
            self.errors += [self._named(name, text) for name, texts in by_field.items() for text in texts]
        return None

    def _named(self, field: str, text: str) -> str:
        key = field.removeprefix("answers.")
        label = next((q["label"] for q in self.questions if q["key"] == key), "") if key != field else ""
        return f"‘{label}’: {text}" if label else text

    # -- photos

    def _take_photos(self):
        kept = [photo_id for photo_id in self.post.getlist("photo_ids")[: photos.MOST_PHOTOS] if _is_uuid(photo_id)]
        dropped = self.post.getlist("drop_photo")
        own = Photo.objects.filter(report=None, device__in=[*self.sender.devices, ""])
        self.photos = list(own.filter(pk__in=set(kept) - set(dropped)))
        for name in self.files:
            question = name.removeprefix("answers.") if name.startswith("answers.") else ""
            for file in self.files.getlist(name):
                self._take_photo(file, question[:40])

    def _take_photo(self, file, question: str):
        if len(self.photos) >= photos.MOST_PHOTOS:
            message = _("사진은 %(n)d장까지 보낼 수 있습니다.") % {"n": photos.MOST_PHOTOS}
            if message not in self.notices:
                self.notices.append(message)
            return
        try:
            with limits.counted("photo", self.sender.network_hash, PHOTOS_AN_HOUR, HOUR):
                self.photos.append(photos.receive(file, self.sender.device, question=question))
        except ValidationError as error:
            self.notices.append(photos.problem(file.name, error))

    # -- place

    def _place(self) -> tuple[tuple[str, str] | None, str]:
        """((lon, lat), source) of what was chosen; else None, with `choices` to choose from and what to do."""
        address = self.typed["address"].strip()
        if self.typed["point"] and address == self._said("searched").strip():
            self.choices = self._found(address)
            chosen = next((c for c in self.choices if c.at == self.typed["point"]), None)
            return _pair(self.typed["point"]), chosen.source if chosen else "address"
        if not address and self.typed["district"]:
            return _pair(self.typed["district"]), places.DISTRICT
        self.choices = self._found(address)
        # One exact house is what was meant; anything else is shown first.
        if address and len(self.choices) == 1:
            self.typed["point"] = self.choices[0].at
            return _pair(self.choices[0].at), "address"
        self.errors.append(self._ask_for_place(address))
        return None, ""

    def _ask_for_place(self, address: str) -> str:
        if self.choices:
            return _("어디인지 골라 주세요.")
        if address:
            message = _("‘%(text)s’에 맞는 곳을 찾지 못했습니다. 도로 이름과 번호로 다시 찾거나 동네를 골라 주세요.")
            return message % {"text": address[:60]}
        return _("위치를 적거나 동네를 골라 주세요.")

    def _found(self, address: str) -> list[PlaceChoice]:
        if not address:
            located = [photo for photo in self.photos if photo.taken_lon is not None]
            inside = [photo for photo in located if places.is_in_city(photo.taken_lon, photo.taken_lat)]
            if located and not inside:
                self.errors.append(_("사진을 찍은 곳이 %(city)s 밖입니다.") % {"city": settings.CITY_NAME})
            return [_taken_at(photo) for photo in inside[:1]]
        return [PlaceChoice(_at(place["lon"], place["lat"]), place["title"], place["other"]) for place in find(address)]

    # -- all of it

    def _is_complete(self, point) -> bool:
        """Whether it may be sent; what the server would refuse in any case is said at once."""
        if not self.campaign and not self.category:
            self.errors.append(_("유형을 골라 주세요."))
        elif not self.campaign and self.category.questions and self._said("asked") != self.category.slug:
            message = _("‘%(name)s’에 대해 조금 더 여쭙니다. 아래에 답한 뒤 다시 보내 주세요.")
            self.errors.append(message % {"name": self.category.name})
        urgent = hints.emergency(self.typed["text"], self.category)
        personal = hints.personal(self.typed["text"], self.typed["nickname"])
        if not self._said("warned"):
            self.errors += [urgent.text + " " + _("급한 일이 아니면 다시 눌러 보내 주세요.")] if urgent else []
            self.errors += [personal.text + " " + _("이대로 보내려면 다시 눌러 주세요.")] if personal else []
        self.typed["warned"] = "1" if urgent or personal else ""
        self.calls = urgent.data["calls"] if urgent else []
        return bool(point) and not self.errors

    def _draft(self, point: tuple[str, str], source: str) -> Draft:
        fields = {name: self.typed[name] for name in ("text", "name", "email", "phone", "nickname")}
        rhythm = self.typed["rhythm"] if self.typed["rhythm"] in ("at_once", "daily", "weekly") else "at_once"
        return Draft(
            *point,
            client_id=self.client_id,
            category=None if self.campaign else self.category,
            campaign=self.campaign,
            answers=self._answers(),
            photos=[str(photo.pk) for photo in self.photos],
            place_source=source,
            rhythm=rhythm,
            invitation=self.invitation,
            honeypot=self._said("website"),
            **fields,
        )

    def _answers(self) -> dict:
        """All of what was typed: `clean_answers` leaves out what is not asked after the answers before it."""
        answers = {question["key"]: question["given"] for question in self.questions}
        for photo in self.photos:
            if photo.question:
                answers[photo.question] = [*(answers.get(photo.question) or []), str(photo.pk)]
        return answers


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _pair(at: str) -> tuple[str, str]:
    lon, _comma, lat = at.partition(",")
    return lon, lat


def _options(question: dict) -> list[tuple[str, str]]:
    if question["kind"] == "yesno":
        return [("yes", _("예")), ("no", _("아니요"))]
    if question["kind"] == "scale":
        low, high = question_limits(question)
        return [(str(n), str(n)) for n in range(low, high + 1)]
    return [(choice["value"], choice["label"]) for choice in question.get("choices", ())]


def _condition(question: dict, earlier: dict) -> str:
    when = question.get("shown_when")
    if not when:
        return ""
    earlier_question = earlier[when["key"]]
    value = when["value"]
    answer = answer_text(earlier_question, value) if isinstance(value, bool | str) else str(value)
    return _("‘%(question)s’에 ‘%(answer)s’라고 하셨으면") % {"question": earlier_question["label"], "answer": answer}


def _at(lon: float, lat: float) -> str:
    return f"{lon:.6f},{lat:.6f}"


def _taken_at(photo: Photo) -> PlaceChoice:
    address = places.describe(photo.taken_lon, photo.taken_lat).address
    return PlaceChoice(_at(photo.taken_lon, photo.taken_lat), _("사진을 찍은 곳"), address, "photo")
