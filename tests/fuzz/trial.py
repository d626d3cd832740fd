"""Tries all that Lilt does with a user's text. Any error but an expected refusal is a crash."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from time import perf_counter
from typing import TypeVar

from bot.requests.user_abc import RenderOptions, Unreadable, book_in, read_user_abc
from generator.catalogue import Catalogue
from generator.compose.arranging import arrange
from generator.compose.medley import medley
from generator.compose.task import assign
from generator.compose.written.continuation import continued
from generator.compose.written.variation import Variation
from generator.errors import BadRequest, NotationError, RenderError
from generator.grammar.matcher import make_matcher
from generator.importing.files import read_file
from generator.model.record import load_catalogue
from generator.notation.checker import check
from generator.notation.form import FormError
from generator.notation.melody import Melody
from generator.notation.reading.books.book import BookTune, lines_of, read_book, split_tunes
from generator.notation.reading.books.encoding import NotTextError, decode
from generator.notation.reading.reader import MAX_CHARACTERS, read_abc, read_tune
from generator.notation.unfold import played_order, unfold
from generator.notation.writing.writer import write_abc
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.request import ComposeRequest
from generator.tune import FORMATS, Tune
from tests.fuzz.files import KINDS
from tests.fuzz.texts import Case

_MOST_TUNES = 20
"""Of a file."""
CHANGES = ("A", "B", "ending", "1", "5-8")

_Result = TypeVar("_Result")


@dataclass
class Report:
    """`crashes`: the last lines of each traceback; `seconds` in all; `read`: whether the text is a tune."""

    crashes: list[str] = field(default_factory=list)
    seconds: float = field(default=0.0, compare=False)
    read: bool = False

    def try_work(self, work: Callable[[], _Result], *refusals: type[Exception]) -> _Result | None:
        """What the work returns; None if it refuses or crashes."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - any other error is a crash
            if isinstance(error, (NotationError, BadRequest, *refusals)):
                return None
            self.crashes.append("".join(traceback.format_exception(error)[-4:]))
            return None


def understand(case: Case) -> Report:
    """Everything that is done with a text, except rendering."""
    report, started = Report(), perf_counter()
    if case.kind == "opening":
        _open(case.text, report)
    elif case.kind == "file":
        _read_file(case.text.encode("latin-1"), report)
    elif case.kind in KINDS:
        report.try_work(lambda: _imported(case))
    else:
        report.read = _read(case.text, report)
        _use_in_requests(case.text, report)
    report.seconds = perf_counter() - started
    return report


def render(case: Case) -> Report:
    """Render the text in every format."""
    report, started = Report(read=True), perf_counter()
    report.try_work(
        lambda: render_abc(case.text, Playing(), formats=frozenset(FORMATS)),
        RenderError,
    )
    report.seconds = perf_counter() - started
    return report


def _read_file(raw: bytes, report: Report) -> None:
    """Decode a file and read each of its tunes; what a tune's text says of the file must be true."""
    text = report.try_work(lambda: decode(raw), NotTextError)
    book = None if text is None else report.try_work(lambda: read_book(text))
    for tune in book.tunes[:_MOST_TUNES] if book else ():
        report.try_work(partial(_read_tune, tune, text or ""))


def _read_tune(tune: BookTune, text: str) -> None:
    lines = lines_of(text.removeprefix("\ufeff"))
    assert [lines[number - 1] for number in tune.lines] == tune.text.split("\n"), "a line is not the file's"
    try:
        named = [notice.line for notice in read_tune(tune.text).notices]
    except NotationError as error:
        named = [error.line]
    assert all(tune.file_line(line) <= len(lines) for line in named), "a line is outside the file"


def _imported(case: Case) -> None:
    """Read a file of music; the tune must be one that can be read and rewritten."""
    tune = read_file(f"a.{case.kind}", case.text.encode("latin-1"))
    arrange(tune.abc, instrument="fiddle", easier=True)


def _read(text: str, report: Report) -> bool:
    """Read, check, transpose, simplify, write and read again."""
    report.try_work(lambda: list(split_tunes(text)))
    by_hand = report.try_work(
        lambda: read_user_abc(book_in(text).tunes[0], RenderOptions(key="A", simplify=True)), Unreadable
    )
    if by_hand is not None:
        report.try_work(lambda: _played_in_a_set(by_hand[1]))
    melody = report.try_work(lambda: read_abc(text))
    if melody is None:
        return False
    report.try_work(lambda: check(melody))
    report.try_work(lambda: arrange(text, instrument="harp", key="Bb", easier=True))
    report.try_work(lambda: arrange(text, instrument="fiddle", key="F#"))
    report.try_work(lambda: _written_and_read(melody), FormError)
    return True


def _written_and_read(melody: Melody) -> None:
    """Write the melody; it must be readable and sound the same."""
    abc = write_abc(melody, title=melody.title)
    if len(abc) > MAX_CHARACTERS:
        return
    try:
        again = read_abc(abc)
    except NotationError as error:
        raise AssertionError(f"what was written cannot be read: {error}\n{abc}") from error
    assert unfold(again) == unfold(melody), f"what was written sounds different\n{abc}"


def _played_in_a_set(tune: Tune) -> None:
    """A set of two tunes, each twice, must be four tunes."""
    tunes = [read_abc(one.text) for one in split_tunes(medley([tune, tune], times=2).abc)]
    assert len(tunes) == 4, "a set has lost a tune"


def _use_in_requests(text: str, report: Report) -> None:
    """Use the text in a request: as a source of variations and of an opening."""
    report.try_work(lambda: continued(text, _catalogue()))
    report.try_work(lambda: continued(text, _catalogue(), key="Ab"))
    for change in CHANGES:
        report.try_work(partial(_vary, text, change))


def _vary(text: str, change: str) -> None:
    """Fill the bars that change with the first notes that the grammar allows; the tune must still be one."""
    given = assign(_catalogue(), ComposeRequest(source=text, change=change, seed=1), 1).given
    assert isinstance(given, Variation)
    matcher, written = make_matcher(given.script), ""
    while not matcher.done:
        options = matcher.allowed()
        written += next((one for one in options if one in "|:"), options[-1])
        matcher.advance(written[-1])
    varied = given.melody(written)
    assert played_order(varied) == played_order(given.source), "the bars are in another order"
    _written_and_read(varied)


def _open(text: str, report: Report) -> None:
    for meter, type_ in (("6/8", "jig"), ("4/4", "reel")):
        report.try_work(partial(_open_with, text, meter, type_))


def _open_with(text: str, meter: str, type_: str) -> None:
    request = ComposeRequest(opening=text, seed=1, key="D", mode="maj", meter=meter, type=type_)
    assert assign(_catalogue(), request, 1).given


@cache
def _catalogue() -> Catalogue:
    return load_catalogue()
