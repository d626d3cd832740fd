"""Labels source tunes with their type: by what the tune or its book says, the dance rule, or the meter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from generator.notation.melody import Melody
from generator.notation.tune_types import MISC
from trainer.data.corpus import SourceTune
from trainer.data.dance_rule import dance_of
from trainer.data.type_words import TYPE_WORDS, named_type

_ONEILL = ((700, "air"), (1115, "jig"), (1175, "slip jig"), (1555, "reel"), (1775, "hornpipe"))
"""O'Neill's 1850 is ordered by type: (last number, type)."""

_METERS = {
    "reel": {"4/4", "2/4"},
    "hornpipe": {"4/4", "2/4"},
    "strathspey": {"4/4", "2/4"},
    "polka": {"2/4"},
    "jig": {"6/8", "12/8"},
    "slip jig": {"9/8"},
    "waltz": {"3/4"},
}
"""Types that exist only in these meters; in another meter, the label is taken to be wrong."""

_BY_METER = {"9/8": "slip jig", "6/8": "jig"}
"""The type of nine in ten tunes in this meter, for tunes without a label."""


_ID = re.compile(r"^Z:.*\bid:\s*\w+-([a-z]+)-", re.IGNORECASE | re.MULTILINE)
"""An id in a Z: field that names the type: "id:hn-slipjig-12"."""


@dataclass(frozen=True, slots=True)
class Label:
    """The type of a tune, and what tells it: "R: field", "title", "dance rule"…

    `without_rule` is the type but for the dance rule. It decides who is held out, so that another rule
    does not move tunes between training and test. `meter` is the printed one, `dance` what the rule says,
    whether or not the tune has a type without it.
    """

    type: str
    told_by: str
    without_rule: str
    meter: str
    dance: str | None


def label(tune: SourceTune, melody: Melody, meter: str) -> Label:
    """The type of a tune in `meter`, `misc` if nothing tells it. Raises FormError.

    What the tune or its book says comes first. The dance rule is asked where they say nothing, and for
    O'Neill's airs: their numbers say only that he printed them with the songs.
    """
    told_by, found = next(_told(tune, melody), ("nothing", MISC))
    if found == MISC or meter not in _METERS.get(found, {meter}):
        told_by, found = ("meter", _BY_METER[meter]) if meter in _BY_METER else ("nothing", MISC)
    dance = dance_of(melody, tune.text)
    is_unsure = told_by in ("nothing", "number in O'Neill") and not (melody.rhythm or _ID.search(tune.text))
    if dance and is_unsure:
        return Label(dance, "dance rule", found, meter, dance)
    return Label(found, told_by, found, meter, dance)


def _told(tune: SourceTune, melody: Melody) -> Iterator[tuple[str, str]]:
    """What tells a type, and the type, the surest first."""
    file = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", PurePath(tune.file).stem)
    for told_by, found in (
        ("R: field", named_type(melody.rhythm)),
        ("id", _by_id(tune)),
        ("number in O'Neill", _by_number(tune)),
        ("title", named_type(melody.title)),
        ("heading", named_type(tune.heading)),
        ("file name", named_type(file)),
    ):
        if found:
            yield told_by, found


def _by_id(tune: SourceTune) -> str | None:
    """The type in the tune's id, which writes it as one word: "slipjig", "doublejig"."""
    name = _ID.search(tune.text)
    if not name:
        return None
    word = name[1].lower().removesuffix("s")
    return next((kind for one, kind in TYPE_WORDS.items() if word.endswith(one.replace(" ", ""))), None)


def _by_number(tune: SourceTune) -> str | None:
    number = re.match(r"X:\s*(\d+)", tune.text)
    if tune.collection != "oneills1850" or not number:
        return None
    return next((kind for last, kind in _ONEILL if int(number[1]) <= last), None)
