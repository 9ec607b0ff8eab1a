import pytest

from community.models import CitizenGroup
from tests.community.factories import CampaignFactory, handler
from tests.factories import UserFactory


@pytest.fixture
def owner():
    return handler()


@pytest.fixture
def group(owner):
    return CitizenGroup.objects.create(name="걷고 싶은 동네", department=owner.department)


@pytest.fixture
def representative(group):
    user = UserFactory(department=None)
    group.users.add(user)
    return user


@pytest.fixture
def campaign(owner):
    return CampaignFactory(department=owner.department, participation="invited", contact_days=30)
