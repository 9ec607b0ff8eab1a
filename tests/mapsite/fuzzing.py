"""Junk for every address: who asks, by which method, with which query, body and headers. One seed, the same junk."""

import json
import random
from urllib.parse import quote, urlencode

from django.test import Client
from django.urls import URLPattern, get_resolver

from community.models import Photo
from mapsite.accounts.models import Role

METHODS = ["GET"] * 6 + ["POST"] * 6 + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"]
JUNK = [
    "", "0", "-1", "1", "²", "nan", "inf", "-inf", "1e999", "9" * 19, "9" * 30, "9" * 5000, "1,2,3", "126,37,127,38",
    "nan,nan,nan,nan", "1e308,1e308,1e308,1e308", "a\x00b", "\x00", "\ufffe\uffff", "\x0b", "가" * 3000,
    "👩‍👩‍👧‍👦" * 50, "[" * 3000,
    "{" * 3000, "'\"><script>{{ 7 }}%s{0}\r\n", "2026-02-31", "2026-13-01T99:99", "0001-01-01", "9999-12-31", "-5-1-1",
    "2026-01-01T00:00:00+99:99",
    "nosuch", "all", "open", "closed", "../../etc/passwd", "%00", "%", "true", "null", "[]",
    "{}", '{"a": NaN}', "00000000-0000-0000-0000-000000000000", "2511-AAAA-AAAA", "1764312345123456-2511-AAAA-AAAA",
    "9999999999999999-X", "=1+1", "done", "a" * 300, "\u202e", " ", "\n", "road", "shade", "중구", "126.978", "37.5665",
]  # fmt: skip
# Bytes that are no UTF-8: CP949, a half sequence, overlong.
RAW = ["%B5%B5%B7%CE", "%FF%FE", "%ED%A0%80", "%C0%AF", "%F4%90%80%80", "%00", "%E0%80"]
DEEP = "[" * 100_000
JSONS = [
    "", "null", "1", "[]", "{}", "NaN", '{"a":Infinity}', DEEP, '{"a":' * 5000,
    '"\\ud800"', '{"\\u0000":1}', "{", "\x00",
    '{"text":"\\uffff\\ud83d"}', '{"lon":1e400,"lat":NaN}', '{"ids":[1e308,' + "9" * 400 + "]}",
    "true", '"a"', "[[{}]]",
]  # fmt: skip
PARTS = ["--x\r\n", "--x--", "a=b", '--x\r\nContent-Disposition: form-data; name="', "--x\r\n\r\n\r\n--x--\r\n"]
TYPES = [
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "application/json",
    "multipart/form-data; boundary=x", "text/plain", "application/xml", "", "application/json; charset=cp949", "x",
    "application/x-www-form-urlencoded; charset=cp949", "image/jpeg", "multipart/mixed; boundary=x", "\u00ff/\u00ff",
    "application/json; charset=nosuch",
]  # fmt: skip
HEADERS = {
    "Accept": ["*/*", "application/json", "text/html", "text/xml", "x/y;q=nan", "\u00ff"],
    "If-None-Match": ['"a"', "*", "W/", ",,,", "\u00ff"],
    "If-Modified-Since": ["yesterday", "Sat, 29 Oct 1994 19:43:31 GMT", "Sat, 99 Foo 9999 99:99:99 GMT"],
    "Range": ["bytes=0-1", "bytes=9-1", "bytes=--"],
    "Accept-Language": ["ko", "x" * 600, "*;q=9"],
    "Accept-Encoding": ["gzip", "br, nothing;q=0", ""],
    "Cookie": ["sessionid=x", "csrftoken=\x01", "a=b; " * 100, "=;=;"],
    "X-Device": ["d", "x" * 500, "\u00ff"],
    "X-Api-Key": ["x", "\u00ff" * 40],
    "X-Forwarded-For": ["1.2.3.4", "nonsense", "::1, , x"],
    "Origin": ["https://elsewhere.example", "null"],
    "Content-Length": ["-1", "x", "999999999999"],
    "Access-Control-Request-Method": ["POST"],
}


def routes() -> list[tuple[list, str]]:
    """[(the patterns on the way, the route as Django writes it)] of every address, the administration's too."""
    found = []

    def walk(resolver, route):
        for entry in resolver.url_patterns:
            here = route + str(entry.pattern)
            found.append(here) if isinstance(entry, URLPattern) else walk(entry, here)

    walk(get_resolver(), "")
    return sorted(set(found))


class Fuzz:
    """`send()` sends one piece of junk; `things` are what `world` of test_access made, `users` by role."""

    def __init__(self, seed: int, fields: list[str], users: dict, things: dict):
        self.chance, self.fields, self.users, self.things = random.Random(seed), fields, users, things  # noqa: S311
        self.routes, self.clients, self.sent = routes(), {}, 0
        self.ours = [route for route in self.routes if not route.startswith(("admin/", "accounts/"))]

    def send(self):
        """(what was sent, the answer)"""
        self.sent += 1
        method, path = self.chance.choice(METHODS), self.path()
        who = self.chance.choice([None, *Role, *[Role.ADMINISTRATOR] * 4])
        query = self.query()
        body, kind = self.body()
        headers = self.headers()
        client = self.client(who)
        answer = client.generic(method, f"{path}?{query}", body, content_type=kind, headers=headers)
        if answer.streaming:
            b"".join(answer)
        return (method, path, query[:300], kind, body[:300], headers, who), answer

    def client(self, who) -> Client:
        """Signed in afresh now and then: some of what is sent signs out."""
        if who not in self.clients or self.chance.random() < 0.05:
            self.clients[who] = Client(raise_request_exception=False)
            if who:
                self.clients[who].force_login(self.users[who])
        return self.clients[who]

    def path(self) -> str:
        # Those of Django and allauth are 60 % of all addresses, and the least likely to be at fault.
        path = self.chance.choice(self.routes if self.chance.random() < 0.2 else self.ours)
        for opening, closing in (("<", ">"), ("(", ")")):
            while opening in path and closing in path:
                start = path.index(opening)
                end = path.index(closing, start) + 1 if closing in path[start:] else len(path)
                path = path[:start] + self.argument(path[start:end]) + path[end:]
        path = path.replace("\\", "").replace("^", "").replace("$", "").replace("?P", "")
        return "/" + path.lstrip("/")

    def argument(self, written: str) -> str:
        known = {
            "number": self.things["report"].number, "slug": "shade", "key": self.things["report"].key,
            "uuid": str(self.things["upload"]), "room": str(self.things["room"].pk), "format": "json", "language": "ko",
            "pk": str(self.things["notice"]), "size": "thumb", "digest": self.things["digest"], "code": "road",
        }  # fmt: skip
        fitting = [value for name, value in known.items() if name in written]
        if fitting and self.chance.random() < 0.7:
            return self.chance.choice(fitting)
        numbers = ["0", "1", str(2**31), str(2**63), "9" * 30, "-1"]
        return self.chance.choice(
            [*numbers, str(Photo().pk), "x", "x" * 500, *RAW, *(quote(v, safe="") for v in JUNK[:40])]
        )

    def query(self) -> str:
        if self.chance.random() < 0.15:
            return f"{self.chance.choice(self.fields)}={self.chance.choice(RAW)}"
        return urlencode(self.pairs(), errors="surrogatepass")

    def pairs(self) -> list:
        """Some fields twice."""
        count = self.chance.choice([0, 1, 1, 2, 3, 6])
        return [(self.chance.choice(self.fields), self.chance.choice(JUNK)) for _n in range(count)]

    def body(self) -> tuple[bytes, str]:
        chance = self.chance.random()
        if chance < 0.35:
            return urlencode(self.pairs()).encode(), TYPES[0]
        if chance < 0.65:
            given = {name: self.value() for name, _value in self.pairs()}
            return json.dumps(given).encode(), "application/json"
        text = self.chance.choice(
            [*JSONS, *RAW, "--x\r\n", "--x--", "a=b", '--x\r\nContent-Disposition: form-data; name="']
        )
        return text.encode(errors="surrogatepass"), self.chance.choice(TYPES)

    def value(self):
        plain = [*JUNK, "\ud800", 10**400, 1e308, -1, None, True, 126.978, 37.5665]
        value = self.chance.choice(plain)
        return self.chance.choice([value, value, value, [value], [[value]], {"a": value}, []])

    def headers(self) -> dict:
        names = self.chance.sample(sorted(HEADERS), self.chance.choice([0, 0, 1, 2, 3]))
        return {name: self.chance.choice(HEADERS[name]) for name in names}
