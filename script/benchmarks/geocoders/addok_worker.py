"""addok in a process of its own, in its own virtual environment: requests and replies are JSON lines.

`{"load": FILE}` imports BAN-like JSON lines, `{"texts": [...]}` asks for the best answer to each text as addok's CSV
service does. Korean writing is brought into the form that addok expects first, outside the time that is measured.
"""

import json
import os
import re
import sys
import time

NUMBER = re.compile(r"(로|길)\s*(지하)?\s*(\d+)(?:-(\d+))?(?![\d가-힣])")
NUMBER_TOKEN = re.compile(r"(jiha)?\d+x\d+")
BEHIND = re.compile(r"\s*[(,].*$")
POSTCODE = re.compile(r"^\(\d{5}\)\s*")


def prepared(text: str) -> str:
    """테헤란로152-1, 3층 (역삼동) → 테헤란로 152x1: one word for the number, nothing behind it."""
    text = BEHIND.sub("", POSTCODE.sub("", text))
    return NUMBER.sub(lambda m: f"{m[1]} {m[2] or ''}{m[3]}x{m[4] or 0}", text)


def flag_number(tokens):
    """addok's pipeline: a building number is not a word to be searched for."""
    for token in tokens:
        if NUMBER_TOKEN.fullmatch(token):
            token.kind = "housenumber"
        yield token


def answer(search, text: str) -> list:
    """[address in one word, lon, lat] of the best result; an empty address where addok found no building."""
    results = search(text)
    if not results or not results[0].housenumber:
        return ["", None, None]
    best = results[0]
    number = best.housenumber.removesuffix("x0").replace("x", "-")
    return [f"{best.context}{best.city}{best.name}{number}".replace(" ", ""), float(best.lon), float(best.lat)]


def ask(texts: list[str]) -> dict:
    from addok.core import Search

    search = Search(limit=1, autocomplete=False)
    texts = [prepared(text) for text in texts]
    start, used = time.perf_counter(), time.process_time()
    answers = [answer(search, text) for text in texts]
    return {"seconds": time.perf_counter() - start, "cpu": time.process_time() - used, "answers": answers}


def load(path: str) -> dict:
    from addok.batch import process_documents

    start, lines = time.perf_counter(), []
    with open(path, encoding="utf-8") as file:
        for line in file:
            lines.append(line)
            if len(lines) == 500:
                process_documents(*lines)
                lines = []
    process_documents(*lines)
    return {"seconds": time.perf_counter() - start}


def main() -> None:
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # addok prints while it loads
    from addok.config import config

    config.load()
    for line in sys.stdin:
        request = json.loads(line)
        reply = load(request["load"]) if "load" in request else ask(request["texts"])
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
