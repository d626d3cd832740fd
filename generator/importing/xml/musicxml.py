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

from generator.importing.guessing import key_of, key_with
from generator.importing.unusable import Unusable
from generator.importing.xml.bars import ReadBars, read_bars
from generator.importing.xml.document import parsed, unpacked
from generator.importing.xml.jumps import Marks, marks_of, written_out
from generator.importing.xml.numbers import check_numbers
from generator.importing.xml.parts import (
    MOST_BARS,
    Lines,
    lines_of,
    reduce_to_melody,
    rehearsal_marks,
)
from generator.notation.melody import Bar, Change, Clef, Melody
from generator.notation.theory import FREE, Key, mode_named

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
        around = Measures(lines_of(root), marks, rehearsal_marks(root))
        with warnings.catch_warnings(action="ignore"):  # music21 warns of what it leaves out
            score = MusicXMLImporter().xmlRootToScore(root)
            score.toSoundingPitch(inPlace=True)
            return _read(score, around, _title(root), notices)
    except (Unusable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - music21 raises anything where it does not know how to go on
        log.info("music21 cannot read a file: %s", type(error).__name__)  # its text may quote the file
        raise Unusable("it has something in it that I do not understand") from None


class Measures(NamedTuple):
    """What stands at the measures and is read from the document itself, not by music21."""

    lines: list[Lines]
    jumps: Marks
    parts: dict[int, str]


def _read(score: Any, around: Measures, title: str, notices: list[str]) -> tuple[Melody, list[str]]:
    part = score.parts[0]
    read = read_bars(part)
    bars = _with_lines(read.bars, around.lines)
    bars = [replace(bar, part=around.parts.get(index, "")) for index, bar in enumerate(bars)]
    bars, keys = _with_keys(bars, read)
    first = bars[0].changes[0] if bars[0].changes and not bars[0].changes[0].onset else Change(Fraction(0))
    bars[0] = replace(bars[0], changes=tuple(one for one in bars[0].changes if one.onset))
    if not any(one.pitches for bar in bars for one in bar.notes):
        raise Unusable("it has no notes")
    if read.odd_chords:
        notices = [*notices, f"{read.odd_chords} chord symbols that ABC does not have are left out."]
    notices = [*notices, *_lost(read)]
    melody = Melody(
        first.meter or FREE,
        keys,
        tuple(_ended(bars)),
        title=title,
        tempo=first.tempo,
        clef=_clef(part),
        texts=_composer(score.metadata),
    )
    melody, said = written_out(melody, around.jumps)
    if len(melody.bars) > MOST_BARS:
        raise Unusable(f"it has more than {MOST_BARS} bars")
    return melody, [*notices, *([said] if said else [])]


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


def _with_keys(bars: Sequence[Bar], read: ReadBars) -> tuple[list[Bar], Key]:
    """The bars with their changes of key, and the key of the beginning."""
    weights = [0.0] * 12
    final = 0
    for bar in bars:
        for one in bar.notes:
            if one.pitches:
                final = one.pitches[0].midi % 12
                weights[final] += float(one.duration)
    made, first = list(bars), None
    for index, onset, signature in read.keys:
        key = _key(signature, weights, final)
        if first is None and index == 0 and not onset:
            first = key
            continue
        made[index] = replace(made[index], changes=_with_key(made[index].changes, onset, key))
    return made, first or key_of(0, weights, final)


def _with_key(changes: Sequence[Change], onset: Fraction, key: Key) -> tuple[Change, ...]:
    same = [replace(one, key=key) for one in changes if one.onset == onset] or [Change(onset, key=key)]
    return tuple(sorted([*(one for one in changes if one.onset != onset), *same], key=lambda one: one.onset))


def _key(signature: Any, weights: Sequence[float], final: int) -> Key:
    if signature.sharps is None or abs(signature.sharps) > 7:
        raise Unusable("it has an unusual key signature")
    mode = mode_named(signature.mode) if getattr(signature, "mode", None) else None
    if mode in (None, "maj", "min"):
        return key_of(signature.sharps, weights, final, mode or "")
    return key_with(signature.sharps, mode)


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
