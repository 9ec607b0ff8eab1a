"""Names that everybody reads hold nothing personal."""

import pytest
from django.core.exceptions import ValidationError

from mapsite.accounts.models import Department


@pytest.mark.django_db
def test_no_department_is_named_with_a_persons_number():
    with pytest.raises(ValidationError, match="개인정보로 보입니다"):
        Department(name="교통과 홍길동 010-1234-5678", slug="traffic").full_clean()
    Department(name="교통과 02-2133-1234", slug="traffic").full_clean()
