"""Labels source tunes with their type: by R: field, number in O'Neill, title, file name and meter."""

from __future__ import annotations

import re
from pathlib import PurePath

from generator.notation.tune_types import MISC
from trainer.data.corpus import SourceTune

_WORDS = {
    "slip jig": "slip jig",
    "slipjig": "slip jig",
    "hop jig": "slip jig",
    "jig": "jig",
    "reel": "reel",
    "hornpipe": "hornpipe",
    "clog": "hornpipe",
    "strathspey": "strathspey",
    "fling": "strathspey",
    "quick step": "march",
    "quickstep": "march",
    "march": "march",
    "retreat": "march",
    "troop": "march",
    "polka": "polka",
    "waltz": "waltz",
    "air": "air",
    "slide": "jig",
}
"""Word in a title, file name or R: field -> type; the first match counts."""

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


def tune_type(tune: SourceTune, rhythm: str, title: str, meter: str) -> str:
    """The type of a tune in `meter`, `misc` if nothing tells it."""
    file = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", PurePath(tune.file).stem)
    found = _word(rhythm) or _by_number(tune) or _word(title) or _word(file) or MISC
    if found == MISC or meter not in _METERS.get(found, {meter}):
        return _BY_METER.get(meter, MISC)
    return found


def _word(text: str) -> str | None:
    words = f" {re.sub(r'[^a-z]+', ' ', text.lower())} "
    return next(
        (kind for word, kind in _WORDS.items() if f" {word} " in words or f" {word}s " in words), None
    )


def _by_number(tune: SourceTune) -> str | None:
    number = re.match(r"X:\s*(\d+)", tune.text)
    if tune.collection != "oneills1850" or not number:
        return None
    return next((kind for last, kind in _ONEILL if int(number[1]) <= last), None)
