"""Asking the configured providers, all at once, within their budgets and a few seconds.

Only the hosts in `settings.OPINIONS` are ever asked, redirects are not followed, and nothing that is logged holds an
address of a request: their keys stand in it.
"""

import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from maptag.geocoding.models import OpinionCount

from . import juso, kakao, naver, nominatim, vworld
from .opinion import Failed, Opinion, Provider, Question, opinions

PROVIDERS = (juso.PROVIDER, vworld.PROVIDER, kakao.PROVIDER, naver.PROVIDER, nominatim.PROVIDER)
REQUEST_S = 2.0
# For one that needs several requests; a person is waiting.
QUESTION_S = 4.0
# A name server that is silent is not covered by any timeout of the request.
PATIENCE_S = QUESTION_S + 1
LARGEST_REPLY = 1_000_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one provider said: opinions, or a `message` that says why there are none. `credit` as in Provider."""

    provider: str
    opinions: tuple[Opinion, ...] = ()
    message: str = ""
    credit: tuple[str, str] = ("", "")


def configured() -> list[Provider]:
    """The providers for which everything that they need is set. All are off by default."""
    return [
        provider for provider in PROVIDERS if all(settings.OPINIONS[provider.name].get(name) for name in provider.needs)
    ]


def ask(question: Question, transport: httpx.BaseTransport | None = None) -> list[Answer]:
    """Every configured provider's answer, in their order. Never raises for what a provider does."""
    providers = configured()
    if not providers:
        return []
    pool = ThreadPoolExecutor(len(providers))
    # The context carries the person's language into the thread.
    futures = [
        _refused(provider) or pool.submit(copy_context().run, _answer, provider, question, transport)
        for provider in providers
    ]
    wait([future for future in futures if not isinstance(future, Answer)], timeout=PATIENCE_S)
    pool.shutdown(wait=False, cancel_futures=True)
    return [_collected(provider, future) for provider, future in zip(providers, futures, strict=True)]


def _refused(provider: Provider) -> Answer | None:
    """Why it may not be asked now. Counted before the request, and by the most that it may cost: the budget is never
    overdrawn."""
    limit = settings.OPINIONS[provider.name]["daily"]
    if OpinionCount.objects.spend(provider.name, provider.requests, limit, provider.pause_s):
        return None
    if OpinionCount.objects.is_spent(provider.name, provider.requests, limit):
        return Answer(provider.title, message=_("오늘 물어볼 수 있는 횟수를 다 썼습니다. 내일 다시 물어봐 주세요."))
    return Answer(provider.title, message=_("다른 사람이 방금 물었습니다. 잠시 뒤 다시 물어봐 주세요."))


def _collected(provider, future) -> Answer:
    if isinstance(future, Answer):
        return future
    return future.result() if future.done() else Answer(provider.title, message=_silent())


def _answer(provider: Provider, question: Question, transport) -> Answer:
    config = settings.OPINIONS[provider.name]
    storable = provider.name in settings.OPINIONS_STORABLE and not provider.forbids_storing
    try:
        with httpx.Client(transport=transport, headers=_headers()) as client:
            places = provider.find(_Getter(client, config["url"]), config, question)
            return Answer(provider.title, opinions(provider, places, storable), credit=provider.credit)
    except Failed as failure:
        log.warning("%s refused a question", provider.name)
        return Answer(provider.title, message=_without_keys(_("답하지 못했습니다: %(why)s") % {"why": failure}, config))
    except Exception as error:  # whatever an outside service sends, the review goes on
        log.warning("%s did not answer: %s", provider.name, type(error).__name__)
        return Answer(provider.title, message=_why(error))


def _headers() -> dict:
    """Who is asking: Nominatim wants to know, VWorld compares the site with the one that its key was given to."""
    site = settings.SITE_URL
    return {"User-Agent": f"Maptag ({site})", "Referer": f"{site}/", "Accept": "application/json"}


def _without_keys(message: str, config: dict) -> str:
    """Some services repeat what they were sent."""
    for name in ("key", "coordinate_key", "id"):
        if config.get(name):
            message = message.replace(config[name], "…")
    return message


def _why(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return _silent()
    if isinstance(error, httpx.HTTPError | httpx.InvalidURL):
        return _("연결하지 못했습니다. 관리자에게 주소와 방화벽을 확인해 달라고 하세요.")
    return _("답을 읽을 수 없습니다. 잠시 뒤 다시 물어봐 주세요.")


def _silent() -> str:
    return _("제때 답하지 않았습니다. 잠시 뒤 다시 물어봐 주세요.")


class _Getter:
    """GET below one base address, as JSON. Raises Failed, httpx.HTTPError, ValueError."""

    def __init__(self, client, base: str):
        self.client, self.base, self.end = client, base.rstrip("/"), time.monotonic() + QUESTION_S

    def __call__(self, path: str, params: dict, headers: dict | None = None):
        end = min(time.monotonic() + REQUEST_S, self.end)
        url = f"{self.base}/{path}".rstrip("/")
        timeout = max(end - time.monotonic(), 0.001)
        with self.client.stream("GET", url, params=params, headers=headers, timeout=timeout) as response:
            _check(response.status_code)
            return json.loads(_body(response, end))


def _check(status: int):
    if status in (401, 403):
        raise Failed(_("인증키가 맞지 않습니다. 관리자에게 알려 주세요."))
    if status == 429:
        raise Failed(_("너무 많이 물었습니다. 잠시 뒤 다시 물어봐 주세요."))
    if status != 200:
        raise Failed(_("오류 %(status)s") % {"status": status})


def _body(response, end: float) -> bytes:
    """Read in pieces: the client's timeout starts anew with each, and says nothing about the size."""
    body = b""
    for piece in response.iter_bytes(65_536):
        body += piece
        if len(body) > LARGEST_REPLY:
            raise ValueError("reply too large")
        if time.monotonic() > end:
            raise httpx.ReadTimeout("reply too slow")
    return body
