"""MusicXML as a melody, read by music21: one part of it, with its repeats, chord symbols and words."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from music21 import clef, defaults
from music21.musicxml.xmlToM21 import MusicXMLImporter

from generator.importing.unusable import Unusable
from generator.importing.xml.bars import ReadBars, read_bars
from generator.importing.xml.document import parsed, unpacked
from generator.importing.xml.jumps import Marks, marks_of, written_out
from generator.importing.xml.keys import knows_modes, with_keys
from generator.importing.xml.numbers import check_numbers
from generator.importing.xml.parts import (
    MOST_BARS,
    Lines,
    lines_of,
    play_order_in,
    reduce_to_melody,
    rehearsal_marks,
)
from generator.notation.melody import Bar, Change, Clef, Melody
from generator.notation.theory import FREE
from generator.notation.writing.own_scores import order_of

_SIGNS_NAMED = 5

log = logging.getLogger(__name__)


def read_musicxml(content: bytes, *, packed: bool) -> tuple[Melody, list[str]]:
    """The melody of a document, and what was left out. `packed`: it is zipped (.mxl). Raises Unusable."""
    root = parsed(unpacked(content) if packed else content)
    check_numbers(root)
    for fermata in root.iter("fermata"):
        fermata.set("type", fermata.get("type", "upright"))  # as MusicXML has it; music21 takes the other one
    try:
        marks = marks_of(root)
        notices = reduce_to_melody(root)
        around = Around(lines_of(root), marks, rehearsal_marks(root), play_order_in(root), knows_modes(root))
        with warnings.catch_warnings(action="ignore"):  # music21 warns of what it leaves out
            score = MusicXMLImporter().xmlRootToScore(root)
            score.toSoundingPitch(inPlace=True)
            return _read(score, around, _title(root), notices)
    except (Unusable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - music21 raises anything where it does not know how to go on
        log.info("music21 cannot read a file: %s", type(error).__name__)  # its text may quote the file
        raise Unusable("it has something in it that I do not understand") from None


class Around(NamedTuple):
    """What is read from the document itself, not by music21: what stands at the measures, the order of the
    parts as Lilt writes it, and whether the modes of keys are believed."""

    lines: list[Lines]
    jumps: Marks
    parts: dict[int, str]
    order: str
    modes: bool


def _read(score: Any, around: Around, title: str, notices: list[str]) -> tuple[Melody, list[str]]:
    part = score.parts[0]
    read = read_bars(part)
    bars = _with_lines(read.bars, around.lines)
    bars = [replace(bar, part=around.parts.get(index, "")) for index, bar in enumerate(bars)]
    bars, keys, key_notices = with_keys(bars, read, believed=around.modes)
    first = bars[0].changes[0] if bars[0].changes and not bars[0].changes[0].onset else Change(Fraction(0))
    bars[0] = replace(bars[0], changes=tuple(one for one in bars[0].changes if one.onset))
    if not any(one.pitches for bar in bars for one in bar.notes):
        raise Unusable("it has no notes")
    if read.odd_chords:
        notices = [*notices, f"{read.odd_chords} chord symbols that ABC does not have are left out."]
    order, order_notices = _order(around)
    notices = [*notices, *_lost(read), *key_notices, *order_notices]
    melody = Melody(
        first.meter or FREE,
        keys,
        tuple(_ended(bars)),
        title=title,
        tempo=first.tempo,
        order=order,
        clef=_clef(part),
        texts=_composer(score.metadata),
    )
    melody, said = written_out(melody, around.jumps)
    if len(melody.bars) > MOST_BARS:
        raise Unusable(f"it has more than {MOST_BARS} bars")
    return melody, [*notices, *([said] if said else [])]


def _order(around: Around) -> tuple[tuple[str, ...], list[str]]:
    """The order of the parts, and what is to be said; beside jumps it would have no clear meaning."""
    order = () if around.jumps else order_of(around.order)
    if order or not around.order:
        return order, []
    return (), [f"The order of its parts is left out: {around.order:.60}."]


def _lost(read: ReadBars) -> list[str]:
    """What is to be said of the signs that were not kept."""
    if not read.lost:
        return []
    count, kinds = read.lost.total(), [name for name, _ in read.lost.most_common()]
    named = ", ".join(kinds[:_SIGNS_NAMED]) + (", …" if kinds[_SIGNS_NAMED:] else "")
    return [f"{count} sign{'s' * (count != 1)} at notes {'are' if count > 1 else 'is'} left out: {named}."]


def _with_lines(bars: Sequence[Bar], lines: Sequence[Lines]) -> list[Bar]:
    """The bars with what their bar lines mean."""
    if len(lines) != len(bars):
        return list(bars)
    made = []
    for index, (bar, line) in enumerate(zip(bars, lines, strict=True)):
        following = lines[index + 1] if index + 1 < len(lines) else Lines()
        ends = (
            line.times
            or line.double_after
            or line.ends_ending
            or following.opens_repeat
            or following.double_before
        )
        made.append(
            replace(
                bar,
                opens_repeat=line.opens_repeat,
                closes_repeat=bool(line.times),
                times=max(2, line.times),
                ending=line.ending,
                ends_section=bool(ends),
            )
        )
    return made


def _ended(bars: Sequence[Bar]) -> list[Bar]:
    return [*bars[:-1], replace(bars[-1], ends_section=True)]


def _title(root: ET.Element) -> str:
    """As it is written; music21 would put a "The" at its end at the beginning."""
    title = " ".join((root.findtext("work/work-title") or root.findtext("movement-title") or "").split())
    return "" if title == defaults.title else title


def _composer(metadata: Any) -> tuple[tuple[str, str], ...]:
    """As a C: field; none where music21 wrote the file and knew of none: it then writes a name of its own."""
    name = metadata.composer if metadata else None
    return (("C", name),) if name and name != defaults.author else ()


def _clef(part: Any) -> Clef:
    for one in part.recurse().getElementsByClass(clef.Clef):
        name = {"TrebleClef": "treble", "BassClef": "bass", "AltoClef": "alto", "TenorClef": "tenor"}.get(
            type(one).__name__
        )
        if name:
            return Clef(name)  # type: ignore[arg-type]
        if isinstance(one, clef.Treble8vbClef):
            return Clef("treble", -1)
        break
    return Clef()
