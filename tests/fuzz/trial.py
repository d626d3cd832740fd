"""What a person's text goes through. What is neither done nor refused in a sentence is a crash."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from time import perf_counter
from typing import TypeVar

from bot.requests.user_abc import Playing, Unreadable, read_user_abc
from generator.catalogue import Catalogue
from generator.compose.arranging import arrange
from generator.compose.medley import medley
from generator.compose.opening import read_opening
from generator.compose.plan import Plan
from generator.compose.resolve import resolve
from generator.compose.source import opening_options
from generator.compose.task import sample_request_of
from generator.compose.variation import read_variation
from generator.errors import BadRequest, NotationError, RenderError
from generator.model.record import load_catalogue
from generator.notation.checker import check
from generator.notation.form import FormError
from generator.notation.melody import Melody
from generator.notation.reader import MAX_CHARACTERS, read_abc, split_tunes
from generator.notation.unfold import unfold
from generator.notation.writer import write_abc
from generator.render.abc import render_abc
from generator.tune import FORMATS, ComposeRequest, Tune
from tests.fuzz.texts import Case

CHANGES = ("A", "B", "ending", "1", "5-8")

_Made = TypeVar("_Made")


@dataclass
class Report:
    """`crashes`: the last lines of each; `seconds` in all; `read`: whether the text is a tune."""

    crashes: list[str] = field(default_factory=list)
    seconds: float = field(default=0.0, compare=False)
    read: bool = False

    def tried(self, work: Callable[[], _Made], *refusals: type[Exception]) -> _Made | None:
        """What the work makes; None where it refuses, or crashes."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            if isinstance(error, (NotationError, BadRequest, *refusals)):
                return None
            self.crashes.append("".join(traceback.format_exception(error)[-4:]))
            return None


def understand(case: Case) -> Report:
    """All that happens to a text but rendering."""
    report, started = Report(), perf_counter()
    if case.kind == "opening":
        _open(case.text, report)
    else:
        report.read = _read(case.text, report)
        _go_on(case.text, report)
    report.seconds = perf_counter() - started
    return report


def render(case: Case) -> Report:
    """In every format."""
    report, started = Report(read=True), perf_counter()
    report.tried(
        lambda: render_abc(case.text, instrument="fiddle", tempo=None, formats=frozenset(FORMATS)),
        RenderError,
    )
    report.seconds = perf_counter() - started
    return report


def _read(text: str, report: Report) -> bool:
    """Read, check, transpose, simplify, write and read again."""
    report.tried(lambda: list(split_tunes(text)))
    by_hand = report.tried(lambda: read_user_abc(text, Playing(key="A", simplify=True)), Unreadable)
    if by_hand is not None:
        report.tried(lambda: _played_in_a_set(by_hand[1]))
    melody = report.tried(lambda: read_abc(text))
    if melody is None:
        return False
    report.tried(lambda: check(melody))
    report.tried(lambda: arrange(text, instrument="harp", key="Bb", easier=True))
    report.tried(lambda: arrange(text, instrument="fiddle", key="F#"))
    report.tried(lambda: _written_and_read(melody), FormError)
    return True


def _written_and_read(melody: Melody) -> None:
    """It must be readable, and sound as it did."""
    abc = write_abc(melody, title=melody.title)
    if len(abc) > MAX_CHARACTERS:
        return
    try:
        again = read_abc(abc)
    except NotationError as error:
        raise AssertionError(f"what was written cannot be read: {error}\n{abc}") from error
    assert unfold(again) == unfold(melody), f"what was written sounds otherwise\n{abc}"


def _played_in_a_set(tune: Tune) -> None:
    """What a set is made of is a tune book of that many tunes."""
    tunes = [read_abc(one) for _, one in split_tunes(medley([tune, tune], times=2).abc)]
    assert len(tunes) == 4, "a set has lost a tune"


def _go_on(text: str, report: Report) -> None:
    """What a request could make of it: vary it, or begin as it does."""
    report.tried(lambda: opening_options(text))
    report.tried(lambda: opening_options(text, key="Ab"))
    for change in CHANGES:
        report.tried(partial(_vary, text, change))


def _vary(text: str, change: str) -> None:
    plan = Plan.of(resolve(_catalogue(), ComposeRequest(source=text, change=change, seed=1), 1))
    assert plan.source
    assert plan.change
    sample_request_of(plan, read_variation(plan.source, plan.change))


def _open(text: str, report: Report) -> None:
    for meter, type_ in (("6/8", "jig"), ("4/4", "reel")):
        report.tried(partial(_open_with, text, meter, type_))


def _open_with(text: str, meter: str, type_: str) -> None:
    request = ComposeRequest(opening=text, seed=1, key="D", mode="maj", meter=meter, type=type_)
    plan = Plan.of(resolve(_catalogue(), request, 1))
    assert plan.opening
    sample_request_of(plan, read_opening(plan.opening, plan))


@cache
def _catalogue() -> Catalogue:
    return load_catalogue()
