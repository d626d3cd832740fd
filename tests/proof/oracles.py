"""What others say of a finished tune: Debian's abc2midi, music21, and a sum that knows nothing of Lilt."""

from __future__ import annotations

import re
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from pathlib import Path

from generator.compose.source import named_bars
from generator.notation.reader import read_abc
from generator.tune import ComposeRequest, Tune
from tests.proof.sums import bars_of, runs, wrong_bars

_SILENT = re.compile(r"[\d.]+ \w+ \d+ \d+ abc2midi|writing MIDI file .*|\s*")


def by_abc2midi(tune: Tune, asked: ComposeRequest) -> str:
    """Every line that abc2midi says beyond its greeting."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tune.abc")
        file.write_text(tune.abc)
        command = ["abc2midi", str(file), "-o", str(file.with_suffix(".mid"))]
        said = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
        lines = (said.stdout + said.stderr).splitlines()
        return "; ".join(line for line in lines if not _SILENT.fullmatch(line))


def by_music21(tune: Tune, asked: ComposeRequest) -> str:
    """An error or warning of music21's own ABC import."""
    from music21 import converter

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        score = converter.parse(tune.abc, format="abc")
    notes = len(list(score.recurse().notes))
    return "; ".join(str(one.message) for one in said) or ("" if notes >= 24 else f"{notes} notes")


def by_sum(tune: Tune, asked: ComposeRequest) -> str:
    """Bars that do not add up."""
    fields, body = parted(tune.abc)
    _, played = runs(body)
    wrong = wrong_bars(played, full_bar(fields["M"]))
    return f"{wrong} wrong bars" if wrong else ""


def by_request(tune: Tune, asked: ComposeRequest) -> str:
    """What was asked and is not there. The tune's own request says what was left open and drawn."""
    fields, body = parted(tune.abc)
    letters, played = runs(body)
    full = full_bar(fields["M"])
    mode = re.sub(r"^[A-G][#b]?", "", fields["K"])
    found = {
        "type": fields["R"], "meter": fields["M"], "key": fields["K"].removesuffix(mode), "mode": mode,
        "parts": letters, "bars": next(iter({bars_of(run, full) for run in played})),
    }  # fmt: skip
    uneven = len({bars_of(run, full) for run in played}) > 1
    wrong = [
        f"{name} {found[name]}"
        for name in found
        if getattr(tune.request, name) != found[name]
        or getattr(asked, name) not in (None, getattr(tune.request, name))
    ]
    return "; ".join([*wrong, *(["parts of different length"] if uneven else [])])


def by_originality(tune: Tune, asked: ComposeRequest) -> str:
    """A tune that stands in the training tunes already."""
    from generator.compose.originality import TOO_CLOSE

    likeness = tune.originality
    return str(likeness) if likeness and likeness.share > TOO_CLOSE else ""


def by_source(tune: Tune, asked: ComposeRequest) -> str:
    """Bars of the source that were to stay and did not, looked up in the text."""
    if asked.source is None or asked.change is None:
        return ""
    free = named_bars(read_abc(asked.source), asked.change)
    before, after = (_bar_texts(abc) for abc in (asked.source, tune.abc))
    pairs = enumerate(zip(before, after, strict=True))
    gone = [at for at, (old, new) in pairs if at not in free and old != new]
    return f"bars {gone} are others" if gone else ""


def _bar_texts(abc: str) -> list[str]:
    """What stands between the bar lines, without ties over them."""
    texts = re.split(r"[|:\]\n]*\|[|:\]\n]*[12]?", parted(abc)[1].replace(" ", ""))
    return [text.removesuffix("-") for text in texts if text]


TESTS: Mapping[str, Callable[[Tune, ComposeRequest], str]] = {
    "abc2midi": by_abc2midi,
    "music21": by_music21,
    "bars_exact": by_sum,
    "as_asked": by_request,
    "original": by_originality,
    "kept": by_source,
}
"""Name -> what it has against a tune; nothing is an empty text."""


def verdict(tune: Tune, asked: ComposeRequest, tests: Collection[str]) -> dict[str, str]:
    """Test -> problem, for those of the tests that the tune fails."""
    found = {}
    for name in tests:
        try:
            problem = TESTS[name](tune, asked)
        except Exception as error:  # noqa: BLE001 - whatever breaks an oracle is held against the tune
            problem = repr(error)
        if problem:
            found[name] = problem
    return found


def parted(abc: str) -> tuple[dict[str, str], str]:
    """Header fields and body."""
    lines = abc.splitlines()
    fields = {line[0]: line[2:] for line in lines if re.match("[A-Z]:", line)}
    return fields, "\n".join(line for line in lines if not re.match("[A-Z]:", line))


def full_bar(meter: str) -> Fraction:
    """In eighth notes."""
    return Fraction(meter) * 8
