"""What tests begin with. Users' password is "demo-seoul"; a published notice went through Notice.publish."""

import factory
from django.contrib.auth.hashers import make_password

from mapsite.accounts.models import Department, Role, User
from maptag.models import Notice, Theme
from maptag.publishing.content import NoticeContent, TagContent

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "demo-seoul"
CITY_HALL = (126.9780, 37.5665)


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ["slug"]

    name = factory.Sequence(lambda n: f"공원녹지과 {n}")
    slug = factory.Sequence(lambda n: f"park-{n}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@demo.example")
    name = factory.Sequence(lambda n: f"담당자 {n}")
    department = factory.SubFactory(DepartmentFactory)
    role = Role.UPLOADER
    password = factory.LazyFunction(lambda: make_password(PASSWORD))

    class Params:
        publisher = factory.Trait(role=Role.PUBLISHER)
        administrator = factory.Trait(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ["slug"]

    name = factory.Sequence(lambda n: f"무더위쉼터 {n}")
    slug = factory.Sequence(lambda n: f"shelter-{n}")
    colour = "#256ef4"


def point(lon: float = CITY_HALL[0], lat: float = CITY_HALL[1]) -> dict:
    return {"type": "Point", "coordinates": [lon, lat]}


def tag(title: str = "서울특별시청", **fields) -> TagContent:
    """One place, at the city hall unless `geometry` says otherwise."""
    fields = {"geometry": point(), "address": "서울특별시 중구 세종대로 110", "grade": "A1"} | fields
    return TagContent(title=title, **{"position_type": "building", "error_m": 5.0} | fields)


def tags(number: int) -> tuple[TagContent, ...]:
    """`number` places on a grid of 30 columns over the city."""
    return tuple(
        tag(f"쉼터 {n + 1}", geometry=point(126.82 + n % 30 * 0.011, 37.47 + n // 30 * 0.0009)) for n in range(number)
    )


class NoticeFactory(factory.django.DjangoModelFactory):
    """A draft; with `published=True`, or `published=NoticeContent(…)`, it went through `publish`."""

    class Meta:
        model = Notice
        skip_postgeneration_save = True

    department = factory.SubFactory(DepartmentFactory)
    title = "여름철 무더위쉼터 안내"

    @factory.post_generation
    def published(self, create, value, **kwargs):
        if value:
            content = value if isinstance(value, NoticeContent) else content_of(self)
            self.publish(content, UserFactory(department=self.department, publisher=True))


def content_of(notice, **fields) -> NoticeContent:
    """What `notice` says, with one place, as `publish` takes it; `fields` replace."""
    theme = notice.theme_id
    defaults = {"title": notice.title, "body": "<p>가까운 쉼터를 이용하세요.</p>", "theme_id": theme, "tags": (tag(),)}
    return NoticeContent(**defaults | fields)
