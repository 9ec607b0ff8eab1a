"""No junk is answered with a server error: neither what OpenAPI allows or forbids, nor what nobody ever meant.

`script/bench fuzz` sends more of it, and new junk each time.
"""

import os
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import response_schema_conformance

from mapsite.accounts.models import Role
from mapsite.wsgi import application
from tests.mapsite.accounts.test_access import world  # noqa: F401 (a fixture)

from .fuzzing import Fuzz
from .test_hostile import FIELDS, JSON_FIELDS

# Views that fail in the database must not fail all that come after them: each has a transaction of its own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_proof")]
CASES = int(os.environ.get("FUZZ_CASES", "400"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
# While one is known to be at fault: the worker that no test has.
UNREADY = "/readyz"


@pytest.fixture
def quick_proof(monkeypatch):
    """The proof of work is tested elsewhere: here what stands behind it is to be reached."""
    monkeypatch.setattr("community.protection.proof.spend", lambda payload: None)


def test_no_junk_at_any_address_is_a_server_error(world):  # noqa: F811
    users, things = world
    things["campaign"].state = "open"
    things["campaign"].save()
    # Also the administration's own pages are reached.
    users[Role.ADMINISTRATOR].is_staff = users[Role.ADMINISTRATOR].is_superuser = True
    users[Role.ADMINISTRATOR].save()
    fuzz = Fuzz(SEED, [*FIELDS, *JSON_FIELDS.split()], users, things)
    answers, faults = Counter(), []
    for _n in range(CASES):
        sent, answer = fuzz.send()
        answers[answer.status_code] += 1
        if answer.status_code >= 500 and UNREADY not in sent[1]:
            faults.append((answer.status_code, sent))
    print(f"{fuzz.sent} requests: {dict(sorted(answers.items()))}")  # noqa: T201 (script/bench shows it)
    assert not faults, faults[:10]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("described", "base"), [("/api/community/openapi.json", ""), ("/open311/v2/openapi.json", "/open311/v2")]
)
def test_no_case_of_an_openapi_description_is_a_server_error(described, base):
    schema = schemathesis.openapi.from_wsgi(described, application, config=SchemathesisConfig())
    operations = [result.ok() for result in schema.get_all_operations()]
    sent = Counter()
    for operation in operations:
        throw(operation, max(CASES // 2 // len(operations), 3), f"http://localhost{base}", sent)
    print(f"{sum(sent.values())} cases of {described}: {dict(sorted(sent.items()))}")  # noqa: T201
    assert len(operations) >= 9


def throw(operation, number: int, base: str, sent: Counter):
    @seed(SEED)
    @settings(
        max_examples=number, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def one(case):
        answer = case.call(base_url=base, headers={"Accept-Encoding": "identity"})
        sent[answer.status_code] += 1
        assert answer.status_code < 500, (answer.status_code, case.as_curl_command())
        assert answer.headers["access-control-allow-origin"] == ["*"], case.as_curl_command()
        if answer.status_code == 200:
            case.validate_response(answer, checks=[response_schema_conformance])

    one()
