"""Proof of work (ALTCHA, https://altcha.org/docs/): one report costs a browser a second, a flood of them days."""

import base64
import binascii
import json
from datetime import timedelta

from altcha import create_challenge_v1, verify_solution_v1
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ..models import SpentProof
from . import limits

VALID = timedelta(minutes=20)
LONGEST = 2000
# From one address, of what shows no valid proof of work: beyond, its answer costs less.
UNPROVEN_A_MINUTE = 60


def challenge() -> dict:
    """What ALTCHA's widget, or any loop over SHA-256, solves: algorithm, challenge, maxnumber, salt, signature."""
    challenge = create_challenge_v1(
        max_number=settings.PROOF_OF_WORK_COST, hmac_key=_key(), expires=timezone.now() + VALID, salt_length=12
    )
    return {**challenge.to_dict(), "maxnumber": challenge.max_number}


def spend(payload: str):
    """Accept the base64 JSON of a solution once; raises ValidationError when it is wrong, expired or was used."""
    solution = _decoded(payload)
    right, _reason = verify_solution_v1(solution, _key(), check_expires=True)
    if not right:
        raise ValidationError(_("자동 전송 방지 확인이 만료되었습니다. 다시 보내 주세요."))
    try:
        with transaction.atomic():
            SpentProof(signature=solution["signature"], expires_at=timezone.now() + VALID).save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("이미 쓴 자동 전송 방지 확인입니다. 다시 보내 주세요.")) from None


def spend_by(sender: limits.Sender, payload: str):
    """As `spend`, and what proves nothing is counted by itself.

    Call it before any other limit, and outside of a transaction, which would take the count back: junk must not use up
    what others of its address may do. Raises ValidationError, or limits.TooMany beyond UNPROVEN_A_MINUTE.
    """
    try:
        spend(payload)
    except ValidationError:
        limits.count("unproven", sender.network_hash, UNPROVEN_A_MINUTE, 60)
        raise


def _decoded(payload: str) -> dict:
    try:
        solution = json.loads(base64.b64decode(payload[:LONGEST], validate=True))
    except (binascii.Error, ValueError):
        solution = None
    fields = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}
    if not isinstance(solution, dict) or not all(isinstance(solution.get(k), t) for k, t in fields.items()):
        raise ValidationError(_("자동 전송 방지 확인이 없습니다. 다시 보내 주세요."))
    # Another algorithm would be another, perhaps cheaper, work; without an expiry a solution could be kept for ever.
    if solution["algorithm"] != "SHA-256" or "expires=" not in solution["salt"] or len(solution["signature"]) > 128:
        raise ValidationError(_("자동 전송 방지 확인이 없습니다. 다시 보내 주세요."))
    return solution


def _key() -> str:
    return salted_hmac("community.proof", "altcha", algorithm="sha256").hexdigest()


def forget_expired():
    SpentProof.objects.filter(expires_at__lt=timezone.now()).delete()
