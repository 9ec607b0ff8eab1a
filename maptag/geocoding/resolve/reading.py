"""From a query to the addresses that it may be: read, made whole, and read in other ways, before any look-up."""

import re
from collections.abc import Sequence
from dataclasses import replace

from maptag.geocoding.parsing.grammar import readings
from maptag.geocoding.parsing.segmentation_ambiguity import cut_otherwise
from maptag.geocoding.parsing.sigungu_hints import with_gu_behind
from maptag.geocoding.resolve.resolution import ResolveContext
from maptag.geocoding.resolve.steps.ranges import range_of
from maptag.geocoding.resolve.steps.spelling import rejoined
from maptag.geocoding.types import Address, Query

# "○○로29안길 30" of an unknown road is not number 29 of ○○로, nor 남산1호터널 the lot 남산 1.
_LONGER_NAME = re.compile(r"[가-힣]{0,2}(?:길|\s길\s?\d)|호?\s?터널")

Readings = Sequence[Address]


def as_read(addresses: Readings, query: Query, context: ResolveContext) -> Readings:
    """What the caller has read already, else what the text says."""
    if addresses or query.kind not in ("", "road", "lot") or range_of(query):
        return addresses
    return readings(query.text, context.lexicon)


def as_keyed(addresses: Readings, query: Query, context: ResolveContext) -> Readings:
    """Readings of the text that the key has chosen, which add what it does not hold; else the key alone.

    The text of a cell may be "12-3", and "세종로 1-68" is a road and a dong: the document decided. The key has the
    name as written ("중화2"), the reading in full ("중화동"). A gu in the key is the document's own word (its column,
    its heading), not a guess.
    """
    if query.addresses or not query.key or range_of(query):
        return addresses
    keyed = Address.from_key(query.kind, query.key)
    if keyed is None:
        return addresses
    return [_in_gu_of(keyed, address) for address in addresses if _is_same(address, keyed)] or [keyed]


def without_cut_names(addresses: Readings, query: Query, context: ResolveContext) -> Readings:
    """Without the numbers that are a part of a longer, unknown name."""
    return [address for address in addresses if not _LONGER_NAME.match(address.detail)]


def made_whole(addresses: Readings, query: Query, context: ResolveContext) -> Readings:
    """Each name in one piece, its gu found behind it, and a 행정동 with the dot of the tables (상계6.7동)."""
    return [_made_whole(address, context) for address in addresses]


def cut_otherwise_too(addresses: Readings, query: Query, context: ResolveContext) -> Readings:
    """And the roads that the same words name when they are cut elsewhere."""
    others = (cut_otherwise(address, query.text, context.lexicon) for address in addresses)
    return [*addresses, *filter(None, others)]


def _in_gu_of(keyed: Address, address: Address) -> Address:
    return address if address.sigungu else replace(address, sigungu=keyed.sigungu)


def _is_same(address: Address, keyed: Address) -> bool:
    if address.kind != keyed.kind or address.sigungu not in ("", keyed.sigungu):
        return False
    form, keyed_form = address.normal, keyed.normal
    return form.number == keyed_form.number and form.name[:1] == keyed_form.name[:1]


def _made_whole(address: Address, context: ResolveContext) -> Address:
    if address.detail:
        address = rejoined(address, context)
    if address.detail and not address.sigungu:
        address = with_gu_behind(address, context.lexicon)
    return replace(address, dong=address.dong.replace(".", "·")) if "." in address.dong else address
