"""What a column's header says: the tie-breaker where its cells leave open what they are."""

import re
from functools import lru_cache

from importers.vocabulary import alternatives, rows, terms

# Exports of a database head their columns with its codes: RDNMADR, LNM_ADRES, road_addr, sgg_nm.
_ADR = r"addr?(?:ess?)?(?:es)?(?![a-z])"
_ROLES = tuple((name, re.compile(pattern.replace("{ADR}", _ADR))) for name, pattern in rows("headers"))
_AREA_ROLES = frozenset({"gu", "sido", "dong", "ri", "main", "sub"})
_OF_PLACE = re.compile(alternatives("labels", "head_of_place"))
_SPACES = re.compile(r"\s+")
LOT_AND_SUB = {("번지", "호"), ("번지", "호수"), ("beonji", "ho"), ("번지(beonji)", "호(ho)")}
# 새주소-도로명(road_nm_address): the same once more, in the words of the database.
_CODE = re.compile(r"(?<=.)\([A-Za-z][A-Za-z0-9_ ]*\)$")
_QUANTITY = re.compile("|".join(terms("quantity_headers")))
_NUMBERING = re.compile("|".join(terms("numbering_headers")), re.IGNORECASE)
_NUMBER = re.compile("|".join(terms("number_headers")), re.IGNORECASE)


@lru_cache(maxsize=4000)
def role(header: str) -> str:
    """The role of a column headed `header`, or ""; of "소재지 자치구", two rows of headers, the lower one decides."""
    parts = header.split()
    if len(parts) > 1 and _OF_PLACE.search(parts[0]) and (lower := _role(parts[-1])) in _AREA_ROLES:
        return lower
    return _role(_CODE.sub("", _SPACES.sub("", header)))


def _role(header: str) -> str:
    return next((name for name, pattern in _ROLES if pattern.search(header)), "")


def counts(header: str) -> bool:
    """Does it head amounts: 면적, 인구, 연장(m)?"""
    return _QUANTITY.search(_SPACES.sub("", header)) is not None


def numbers_rows(header: str) -> bool:
    """Does it head the numbers of the rows themselves: 연번, No., 관리번호?"""
    return _NUMBERING.search(_SPACES.sub("", header)) is not None


def numbers_houses(header: str) -> bool:
    """Does it head numbers of lots or buildings: 번지, 건물번호, 본번, num?"""
    return _NUMBER.search(_SPACES.sub("", header)) is not None and not numbers_rows(header)
