"""The word lists that the patterns of this package are made of: each concept one table, *.tsv beside this module."""

from functools import cache
from pathlib import Path

from maptag.geocoding.vocabulary import any_of

_TABLES = Path(__file__).parent


@cache
def rows(table: str) -> tuple[tuple[str, ...], ...]:
    """Rows of `table`.tsv; its comments (#) say what the columns mean, the line below them names them."""
    lines = (_TABLES / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("# "))[1:]


def terms(table: str, of: str = "") -> tuple[str, ...]:
    """The last column of `table`; with `of`, of the rows that begin so."""
    return tuple(row[-1] for row in rows(table) if not of or row[0] == of)


def alternatives(table: str, of: str = "", **groups: str) -> str:
    """A group that matches one of the terms of `table`, or of its list `of`; {NAME} in them stands for a group."""
    joined = "|".join(terms(table, of))
    for name, group in groups.items():
        joined = joined.replace(f"{{{name}}}", group)
    return f"(?:{joined})"


CROSSING = any_of("crossings", "in_text")
_EXITS = any_of("exits", "in_text")
EXIT = rf"(?:\s?(?:제\s?)?\d{{1,2}}(?:\s?[-,·~]\s?\d{{1,2}})*\s?(?:번\s?)?{_EXITS})"
# Between a station and the number of its exit.
TOWARDS = alternatives("towards")
PARTICLE = alternatives("particles", "behind_name")
WORD_ENDS = rf"(?={PARTICLE}?(?![가-힣]))"
GATE = alternatives("gate")
_BESIDE = alternatives("around", "beside")
_SIDE = alternatives("around", "side")
RELATION = (
    rf"(?:\s?{GATE}?\s?(?:바로\s)?{_BESIDE}"
    rf"{WORD_ENDS}"
    rf"|\s?{_SIDE}{WORD_ENDS})"
)

# The same where it is searched for: what none of its words begins with is passed over, in half the time.
SOUGHT_RELATION = rf"(?=\s?[\d정후동서남북주입바앞옆뒤맞건인부근일하아초진]){RELATION}"

# What a name of one's own ends with. The first are sure enough to be looked for anywhere, the others need a relation.
INSTITUTION = alternatives("institution")
BUILDING = alternatives("building")
# A spot in the grounds of a park, a stadium or a hall: naming it says that the sentence speaks of where.
SPOT_INSIDE = alternatives("spot_inside")
# 보신각, 숭례문, 석촌탑: a landmark when it is beside something, unless the word is one of these kinds.
LANDMARK = r"[가-힣]{2,7}[각궁탑문]"
NO_LANDMARK = alternatives("no_landmark")
_SPOT_ENDS = alternatives("around", "spot_shape")
# What the name of a spot ends with, where the text has said already that it names one.
SPOT_SHAPE = (
    rf"{INSTITUTION}|{BUILDING}|{CROSSING}|{EXIT}|{SPOT_INSIDE}"
    rf"|{_SPOT_ENDS}"
)
# Kinds of things that some map lists without a name; beside one of them may be anywhere.
KINDS = alternatives("kinds")
# Words that stand before such an ending without making it a name.
KIND_ONLY = alternatives("kind_only")
# What follows the name of an institution that acts or is acted upon, and is no place in that sentence.
ACTING = alternatives("acting")
# What may follow a station in a sentence; any other word makes it part of a longer name ("서울역 센트럴자이").
AFTER_STATION = alternatives("after_station")
# Crossings as a kind of thing: "회전교차로", "구간에서 교차로".
CROSSING_KIND = alternatives("crossing_kind")
# Spots within some building.
INDOORS = alternatives("indoors")
# A cell of a location column, or a value behind "장소:", that says where in a place but not which, or no place at all.
NOWHERE = alternatives("nowhere", INDOORS=INDOORS, KINDS=KINDS)
# Words that make it no place wherever they stand in it, or at its end. Each begins with a letter, to which a search
# skips: with ".*" before them, among the words above, a cell took 1.7 µs instead of 0.6.
NO_PLACE = alternatives("no_place")
_LIMITS = alternatives("amounts", "limit")
AMOUNT = rf"\d.*{_LIMITS}"
