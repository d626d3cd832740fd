"""Writes a Melody as ABC in one canonical way.

L:1/8 throughout; every altered note has its accidental, so it does not matter how far a reader lets
accidentals reach; repeats always open with `|:`; four bars a line.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, zip_longest
from operator import add

from generator.notation.form import Ending, Section, sections
from generator.notation.melody import TUPLET_TIMES, Bar, Melody, Note, Pitch
from generator.notation.theory import ALTERS, Key, says_no_chord, split_chord

UNIT = Fraction(1, 8)
BARS_A_LINE = 4
_HALF, _LONG = Fraction(1, 2), Fraction(3, 2)
_QUARTER, _COMPOUND = Fraction(1, 4), Fraction(3, 8)


def write_body(melody: Melody, *, spaced: bool = False, chords: bool = False) -> str:
    """The notes and bar lines, and with `chords` the chord symbols of the bars.

    `spaced` is for people: spaces between beams, and dotted pairs (`>`) only within a beat.
    Raises FormError where repeats do not pair up.
    """
    melody = melody if chords else without_chords(melody)
    parts = sections(melody)
    beam = (melody.meter.beat if melody.meter.name != "4/4" else _HALF) if spaced else None
    body = "\n".join(_write_section(part, melody, beam) for part in parts)
    return body.removesuffix("||") + "|]" if body.endswith("||") else body


def without_chords(melody: Melody) -> Melody:
    """The tune without its chord symbols."""
    return replace(melody, bars=tuple(replace(bar, chords=()) for bar in melody.bars))


def _write_section(part: Section, melody: Melody, beam: Fraction | None) -> str:
    full = melody.meter.bar
    pickup = len(part.bars) > 1 and part.bars[0].duration < full
    colons = ":" * (part.times - 1)
    text, bars = ("|" + (colons if not part.endings else ":") if part.repeated else ""), 0

    def write(run: tuple[Bar, ...], end: str, offset: int) -> str:
        nonlocal bars
        lines = ""
        for index, bar in enumerate(run):
            is_pickup = pickup and offset + index == 0
            lines += write_bar(bar, melody.key, beam, full - bar.duration if is_pickup else Fraction(0))
            bars += not is_pickup
            last = index + 1 == len(run)
            lines += end if last else "|"
            if not last and bars and bars % BARS_A_LINE == 0 and not is_pickup:
                lines += "\n"
        return lines

    if not part.endings:
        return text + write(part.bars, colons + "|" if part.repeated else "||", 0)
    text += write(part.bars, "|" + _passes(part.endings[0]), 0)
    after_body = bars
    for ending, following in zip_longest(part.endings, part.endings[1:]):
        bars = after_body
        goes_back = ":|" if following or len(ending.passes) > 1 else "||"
        text += write(ending.bars, goes_back + (_passes(following) if following else ""), len(part.bars))
    return text


def _passes(ending: Ending) -> str:
    return ",".join(map(str, ending.passes))


def write_bar(bar: Bar, key: Key, beam: Fraction | None, start: Fraction) -> str:
    """One bar without its bar lines, its chord symbols over the notes that sound then."""
    over = _symbols_over(bar)
    altered: set[str] = set()
    words: list[str] = []
    position = start
    index = 0
    while index < len(bar.notes):
        note = bar.notes[index]
        if beam is not None and words and position % beam == 0:
            words.append(" ")
        pair = _breaks(bar.notes, index) and (
            beam is None or (_within_beat(position, beam) and _within_beat(position - start, beam))
        )
        size = note.first_of_tuplet or (2 if pair else 1)
        group = bar.notes[index : index + size]
        words.append(_write_group(group, over[index : index + size], key, altered))
        position += sum((one.duration for one in group), Fraction(0))
        index += size
    return "".join(words)


def _symbols_over(bar: Bar) -> list[str]:
    """For each note the chord symbols that stand over it, in quotes; text that is no chord is left out."""
    ends = list(accumulate(note.duration for note in bar.notes))
    over = ["" for _ in bar.notes]
    for onset, text in bar.chords:
        if split_chord(text) or says_no_chord(text):
            over[min(bisect_right(ends, onset), len(over) - 1)] += f'"{text}"'
    return over


def _write_group(group: tuple[Note, ...], over: list[str], key: Key, altered: set[str]) -> str:
    first = group[0]
    if first.first_of_tuplet and first.tuplet:
        count, time = first.tuplet.count, first.tuplet.time
        usual = TUPLET_TIMES.get(count) == time and first.first_of_tuplet == count
        mark = f"({count}" if usual else f"({count}:{time}:{first.first_of_tuplet}"
        notes = [_write_note(note, note.length, key, altered) for note in group]
        return over[0] + mark + "".join(map(add, ["", *over[1:]], notes))
    if len(group) == 2:
        unit = (group[0].length + group[1].length) / 2
        sign = ">" if group[0].length > unit else "<"
        return sign.join(map(add, over, (_write_note(note, unit, key, altered) for note in group)))
    return over[0] + _write_note(first, first.length, key, altered)


def _breaks(notes: tuple[Note, ...], index: int) -> bool:
    """Whether a dotted pair (3:1 or 1:3 of two eighths) begins here: written with `>` or `<`."""
    if index + 1 >= len(notes):
        return False
    one, two = notes[index], notes[index + 1]
    if one.tuplet or two.tuplet or one.tied or not one.pitches or not two.pitches:
        return False
    return {one.length / UNIT, two.length / UNIT} == {_LONG, _HALF}


def _within_beat(position: Fraction, beam: Fraction) -> bool:
    """Whether a pair that begins here ends before the next beat.

    People, and programs that swing a hornpipe, take a pair over two beats for a mistake; such programs count
    a pickup's beats from its start.
    """
    beat = beam if beam == _COMPOUND else _QUARTER
    return position % beat + _QUARTER <= beat


def _write_note(note: Note, length: Fraction, key: Key, altered: set[str]) -> str:
    pitches = "".join(_write_pitch(pitch, key, altered) for pitch in note.pitches)
    head = {0: "z", 1: pitches}.get(len(note.pitches), f"[{pitches}]")
    return head + write_length(length / UNIT) + ("-" if note.tied else "")


def _write_pitch(pitch: Pitch, key: Key, altered: set[str]) -> str:
    natural = key.signature[pitch.step] == pitch.alter
    sign = "" if natural and pitch.step not in altered else ALTERS[pitch.alter]
    if not natural:
        altered.add(pitch.step)
    letter = pitch.step if pitch.octave <= 4 else pitch.step.lower()
    return sign + letter + "," * (4 - pitch.octave) + "'" * (pitch.octave - 5)


def write_length(multiple: Fraction) -> str:
    """A length in unit lengths: "", "2", "3/2", "/", "/4"."""
    if multiple == _HALF:
        return "/"
    above = "" if multiple.numerator == 1 else str(multiple.numerator)
    return above if multiple.denominator == 1 else f"{above}/{multiple.denominator}"


def write_abc(melody: Melody, *, title: str, number: int = 1, chords: bool = False) -> str:
    """A complete tune with its header, ready to be pasted anywhere ABC is read; see `write_body`."""
    lines = [
        f"X:{number}",
        f"T:{_one_line(title)}",
        melody.rhythm and f"R:{_one_line(melody.rhythm)}",
        f"M:{melody.meter.name}",
        "L:1/8",
        melody.tempo and write_tempo(*melody.tempo),
        f"K:{melody.key.field}",
        write_body(melody, spaced=True, chords=chords),
    ]
    return "\n".join(line for line in lines if line) + "\n"


def write_tempo(beat: Fraction, tempo: int) -> str:
    """A Q: field, "Q:1/4=120"."""
    return f"Q:{beat.numerator}/{beat.denominator}={tempo}"


def _one_line(text: str) -> str:
    """Text that stays in its field: no line end, no comment."""
    return " ".join(text.split()).replace("%", "\\%")
