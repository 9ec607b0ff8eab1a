"""Citizens' things to begin a test with. A report from here is received and public unless fields say otherwise."""

import factory
from django.contrib.gis.geos import Point

from community.models import Campaign, Category, Contact, Entry, Report, Subscription
from mapsite.accounts.models import Role
from tests.factories import CITY_HALL, DepartmentFactory, UserFactory

QUESTIONS = [
    {
        "key": "size",
        "label": "얼마나 큰가요?",
        "kind": "choice",
        "required": True,
        "choices": [{"value": "small", "label": "손바닥만 해요"}, {"value": "large", "label": "자동차만 해요"}],
    },
    {"key": "traffic", "label": "차가 피해 가나요?", "kind": "yesno", "shown_when": {"key": "size", "value": "large"}},
]


def handler(department=None, **fields):
    """A handler of `department`, or of a new one."""
    return UserFactory(department=department or DepartmentFactory(), role=Role.HANDLER, **fields)


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"pothole-{n}")
    name = "도로 파임"
    moderation = "after"
    department = factory.SubFactory(DepartmentFactory)


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign

    slug = factory.Sequence(lambda n: f"barrier-free-{n}")
    title = "문턱 없는 가게 지도"
    department = factory.SubFactory(DepartmentFactory)
    state = Campaign.State.OPEN
    moderation = "after"


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Report
        skip_postgeneration_save = True

    category = factory.SubFactory(CategoryFactory)
    department = factory.LazyAttribute(lambda o: o.category.department if o.category else None)
    text = "횡단보도 앞 아스팔트가 움푹 파여 자전거가 넘어질 뻔했습니다."
    text_original = factory.SelfAttribute("text")
    point = factory.LazyFunction(lambda: Point(*CITY_HALL, srid=4326))
    address = "서울특별시 중구 세종대로 110"
    gu = "중구"
    dong = "태평로1가"
    moderation = Report.Moderation.APPROVED
    published = factory.LazyAttribute(lambda o: o.moderation in ("approved", "unchecked"))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return super()._create(Entry if kwargs.get("campaign") else model_class, *args, **kwargs)

    @factory.post_generation
    def email(self, create, value, **kwargs):
        if value:
            Contact.objects.create(report=self, email=value)
            subscription(self, value, reporter=True)


def subscription(report, email="citizen@example.com", **fields):
    """Somebody who follows `report` by e-mail, confirmed."""
    from django.utils import timezone

    from community.encryption import fingerprint

    defaults = {"channel": "email", "address": email, "address_hash": fingerprint(email, "contact")}
    return Subscription.objects.create(report=report, **defaults | {"confirmed_at": timezone.now()} | fields)


def place(lon: float = CITY_HALL[0], lat: float = CITY_HALL[1]) -> Point:
    return Point(lon, lat, srid=4326)
