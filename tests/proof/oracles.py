"""Independent tests of a finished tune: Debian's abc2midi, music21, and sums that use nothing of Lilt."""

from __future__ import annotations

import re
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from pathlib import Path

from generator.compose.written.source import named_bars
from generator.notation.reading.reader import read_abc
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.proof.sums import bars_of, runs, wrong_bars

_SILENT = re.compile(r"[\d.]+ \w+ \d+ \d+ abc2midi|writing MIDI file .*|\s*")


def by_abc2midi(tune: Tune, asked: ComposeRequest) -> str:
    """Every line that abc2midi prints beyond its usual output.

    It says "Cannot apply broken rhythm" of a dotted pair after an eighth on the beat, as in `cF<a`, in what
    R: calls a hornpipe: it swings each beat, counted from the bar line, and the first note of the pair is
    then in two pairs. The writer writes such notes without `<` and `>`. A tie over a bar line into a pair
    (`F/4-|F<a`) is read in every form that was tried (test_abc2midi).
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tune.abc")
        file.write_text(tune.abc)
        command = ["abc2midi", str(file), "-o", str(file.with_suffix(".mid"))]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
        lines = (ended.stdout + ended.stderr).splitlines()
        return "; ".join(line for line in lines if not _SILENT.fullmatch(line))


def by_music21(tune: Tune, asked: ComposeRequest) -> str:
    """The warnings of music21's ABC import. Its errors are raised."""
    from music21 import converter

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        score = converter.parse(tune.abc, format="abc")
    notes = len(list(score.recurse().notes))
    return "; ".join(str(one.message) for one in warned) or ("" if notes >= 24 else f"{notes} notes")


def by_sum(tune: Tune, asked: ComposeRequest) -> str:
    """The number of bars with a wrong duration."""
    fields, body = split_header(tune.abc)
    _, played = runs(body)
    wrong = wrong_bars(played, full_bar(fields["M"]))
    return f"{wrong} wrong bars" if wrong else ""


def by_request(tune: Tune, asked: ComposeRequest) -> str:
    """The options that the tune does not have as asked, or as drawn if they were left open."""
    fields, body = split_header(tune.abc)
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
    """The nearest training tune, if the tune is too close to it."""
    from generator.compose.originality import TOO_CLOSE

    nearest = tune.originality
    return str(nearest) if nearest and nearest.share > TOO_CLOSE else ""


def by_source(tune: Tune, asked: ComposeRequest) -> str:
    """The bars of the source that should have been kept but differ in the text."""
    if asked.source is None or asked.change is None:
        return ""
    free = named_bars(read_abc(asked.source), asked.change)
    before, after = (_bar_texts(abc) for abc in (asked.source, tune.abc))
    pairs = enumerate(zip(before, after, strict=True))
    gone = [at for at, (old, new) in pairs if at not in free and old != new]
    return f"bars {gone} differ" if gone else ""


def _bar_texts(abc: str) -> list[str]:
    """The texts between the bar lines, without ties across them."""
    texts = re.split(r"[|:\]\n]*\|[|:\]\n]*[12]?", split_header(abc)[1].replace(" ", ""))
    return [text.removesuffix("-") for text in texts if text]


TESTS: Mapping[str, Callable[[Tune, ComposeRequest], str]] = {
    "abc2midi": by_abc2midi,
    "music21": by_music21,
    "bars_exact": by_sum,
    "as_asked": by_request,
    "original": by_originality,
    "kept": by_source,
}
"""Name -> function that describes a problem, or returns an empty text."""


def verdict(tune: Tune, asked: ComposeRequest, tests: Collection[str]) -> dict[str, str]:
    """Test -> problem, for the tests that the tune fails."""
    found = {}
    for name in tests:
        try:
            problem = TESTS[name](tune, asked)
        except Exception as error:  # noqa: BLE001 - an error in an oracle is a problem of the tune
            problem = repr(error)
        if problem:
            found[name] = problem
    return found


def split_header(abc: str) -> tuple[dict[str, str], str]:
    """The header fields and the body."""
    lines = abc.splitlines()
    fields = {line[0]: line[2:] for line in lines if re.match("[A-Z]:", line)}
    return fields, "\n".join(line for line in lines if not re.match("[A-Z]:", line))


def full_bar(meter: str) -> Fraction:
    """The duration of a full bar in eighth notes."""
    return Fraction(meter) * 8
