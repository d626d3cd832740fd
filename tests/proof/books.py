"""`python -m tests.proof books DIR…`: every tune of every ABC file, as Lilt and as abc2midi play it.

The notes are compared one by one: pitch, onset and duration. Where they differ, the text is rewritten so that
what abc2midi is known to get wrong makes no difference, and compared again.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from generator.errors import NotationError
from generator.notation.melody import NO_SIGNS, Bar, Melody, Note
from generator.notation.order.jumps import route_of
from generator.notation.reading.books.book import BookTune, split_tunes
from generator.notation.reading.books.encoding import decode
from generator.notation.reading.reader import read_tune
from generator.notation.unfold import played_order, unfold
from tests.proof.abc2midi import Heard, NoAnswer, heard, plain
from tests.proof.known_errors import KNOWN_ERRORS
from trainer.data.reasons import kind_of

_JUMPS = "D.C. and D.S. are followed (left open by 4.14)"
_LATE = 0.004
"""Whole notes that an onset may differ by; abc2midi starts every note about 0.0005 late."""
_LONGER = 0.008
_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


@dataclass(frozen=True, slots=True)
class Compared:
    """One tune. `outcome`: "identical", "known", "differing", "refused" or "unanswered".

    `kind`: the known errors, or the kind of the refusal; `why`: the sentence, or the first difference;
    `notices` as kinds.
    """

    place: str
    outcome: str
    kind: str = ""
    why: str = ""
    notices: tuple[str, ...] = ()


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR", help="folders or files of ABC")


def compare_books(folders: Iterable[Path]) -> Iterator[Compared]:
    """Every tune, in a fixed order."""
    tunes = [(file.name, tune) for file in _files(folders) for tune in split_tunes(decode(file.read_bytes()))]
    with ProcessPoolExecutor() as pool:
        yield from pool.map(compare, *zip(*tunes, strict=True), chunksize=20) if tunes else ()


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        found = folder.rglob("*") if folder.is_dir() else [folder]
        yield from sorted(file for file in found if file.suffix.lower() == ".abc")


def compare(file: str, tune: BookTune) -> Compared:
    """One tune of a file."""
    place = f"{file}:{tune.line} {tune.title}".rstrip()
    try:
        reading = read_tune(tune.text)
    except NotationError as error:
        return Compared(place, "refused", kind_of(error.problem), str(tune.in_file(error)))
    notices = tuple(kind_of(notice.text) for notice in reading.notices)
    try:
        return Compared(place, *_judged(reading.melody, plain(tune.text)), notices)
    except NoAnswer as error:
        return Compared(place, "unanswered", "", str(error), notices)


def _judged(melody: Melody, text: str) -> tuple[str, str, str]:
    """Outcome, known errors, first difference."""
    ours = _ours(melody)
    first = _difference(ours, heard(text))
    if first is None:
        return "identical", "", ""
    ours, jumps = (ours, "") if not route_of(melody.bars).again else (_ours(_straight(melody)), _JUMPS)
    if jumps and _difference(ours, heard(text)) is None:
        return "known", jumps, ""
    changed = {name: mended for name, mend in KNOWN_ERRORS.items() if (mended := mend(text)) != text}
    for name, mended in changed.items():
        if _difference(ours, heard(mended)) is None:
            return "known", " and ".join(filter(None, (jumps, name))), ""
    names = [jumps] if jumps else []
    for name, mend in reversed(KNOWN_ERRORS.items()):
        names += [name] if mend(text) != text else []
        text = mend(text)
    left = _difference(ours, heard(text))
    if left is None:
        return "known", " and ".join(names), ""
    return "differing", "", _described(melody, ours, *left)


def _straight(melody: Melody) -> Melody:
    """The tune without D.C., D.S. and what belongs to them."""
    return replace(melody, bars=tuple(replace(bar, notes=_unmarked(bar), chords=()) for bar in melody.bars))


def _unmarked(bar: Bar) -> tuple[Note, ...]:
    return tuple(replace(note, signs=NO_SIGNS) for note in bar.notes)


def _ours(melody: Melody) -> list[Heard]:
    return sorted(
        Heard(float(one.onset), pitch, float(one.duration)) for one in unfold(melody) for pitch in one.pitches
    )


def _difference(ours: Sequence[Heard], theirs: Sequence[Heard]) -> tuple[int, Heard | None] | None:
    """The index of the first note that is not the same, and what abc2midi plays there."""
    for index in range(max(len(ours), len(theirs))):
        one = ours[index] if index < len(ours) else None
        other = theirs[index] if index < len(theirs) else None
        if one is None or other is None or not _same(one, other):
            return index, other
    return None


def _same(one: Heard, other: Heard) -> bool:
    return (
        one.pitch == other.pitch
        and abs(one.onset - other.onset) < _LATE
        and abs(one.duration - other.duration) < _LONGER
    )


def _described(melody: Melody, ours: Sequence[Heard], index: int, other: Heard | None) -> str:
    one = ours[index] if index < len(ours) else None
    at = one.onset if one else other.onset if other else 0.0
    return f"note {index + 1}, bar {_bar(melody, at)}: {_note(one)}, abc2midi {_note(other)}"


def _bar(melody: Melody, onset: float) -> int:
    """The number of the bar, as it is written, that is played at an onset."""
    for bar in played_order(melody):
        onset -= float(melody.bars[bar].duration)
        if onset < -_LATE:
            return bar + 1
    return len(melody.bars)


def _note(note: Heard | None) -> str:
    if note is None:
        return "nothing"
    name = f"{_NAMES[note.pitch % 12]}{note.pitch // 12 - 1}"
    return f"{name} at {note.onset:.3f} for {note.duration:.3f}"


def report(compared: Sequence[Compared]) -> Iterator[str]:
    """What differs, what is refused and why, what notices there are, and a line of figures."""
    for outcome in ("differing", "unanswered", "refused"):
        for one in compared:
            if one.outcome == outcome:
                yield f"{outcome}\t{one.place}\t{one.why}"
    for outcome in ("known", "refused"):
        yield from _counted(outcome, (one.kind for one in compared if one.outcome == outcome))
    yield from _counted("notice", (notice for one in compared for notice in one.notices))
    yield figures(compared)


def _counted(heading: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).most_common():
        yield f"{heading}\t{count}\t{name}"


def figures(compared: Sequence[Compared]) -> str:
    """A line: counts, and shares of the tunes that were compared (of all tunes for the refused)."""
    counts = Counter(one.outcome for one in compared)
    same, known = counts["identical"], counts["identical"] + counts["known"]
    heard_by_both = max(1, known + counts["differing"])
    return (
        f"tunes={len(compared)} identical={same} ({same / heard_by_both:.1%}) "
        f"after_known_errors={known} ({known / heard_by_both:.1%}) differing={counts['differing']} "
        f"refused={counts['refused']} ({counts['refused'] / max(1, len(compared)):.1%}) "
        f"unanswered={counts['unanswered']} notices={sum(len(one.notices) for one in compared)}"
    )
