"""The bars of a part of MusicXML as music21 has read it: notes, chord symbols, words, signs and changes.

music21 counts in quarter notes; a melody counts in whole ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from music21 import chord, duration, harmony, key, meter, note, spanner, stream, tempo

from generator.importing.barring import in_tuplets
from generator.importing.unusable import Unusable
from generator.importing.xml.signs import decoration_of, name_of
from generator.notation.melody import NO_SIGNS, Bar, Change, Grace, Note, Pitch, Signs, Tempo
from generator.notation.theory import FREE, NO_CHORD, Meter, split_chord

_MOST_VERSES = 8
_TEMPOS = (10, 500)


@dataclass(slots=True)
class ReadBars:
    """`keys`: the key signatures as music21 has them, with the index of the bar and the onset in it.

    `lost`: how often which sign stands at a note and cannot be said in ABC.
    """

    bars: list[Bar] = field(default_factory=list)
    keys: list[tuple[int, Fraction, Any]] = field(default_factory=list)
    odd_chords: int = 0
    lost: Counter[str] = field(default_factory=Counter)


def read_bars(part: Any) -> ReadBars:
    """Every measure as a bar, without its bar lines; an empty one is a rest. Raises Unusable."""
    slurs = _slurs(part)
    read = ReadBars()
    for index, measure in enumerate(part.getElementsByClass(stream.Measure)):
        flat = measure.flatten()
        changes = [
            _change(element)
            for element in flat.getElementsByClass((meter.base.TimeSignatureBase, tempo.MetronomeMark))
        ]
        for signature in flat.getElementsByClass(key.KeySignature):
            read.keys.append((index, _whole(signature.offset), signature))
        chords, odd = _chords(flat)
        read.odd_chords += odd
        notes = _notes(flat, slurs, read.lost) or [Note((), _whole(measure.barDuration.quarterLength))]
        read.bars.append(Bar(in_tuplets(notes), chords=chords, changes=_merged(changes)))
    return read


def _whole(quarters: Any) -> Fraction:
    """A length in quarter notes, which may be a float, in whole notes."""
    return Fraction(quarters).limit_denominator(2000) / 4


def _slurs(part: Any) -> tuple[dict[int, int], dict[int, int]]:
    """How many slurs begin and end at a note, by its identity."""
    begins: defaultdict[int, int] = defaultdict(int)
    ends: defaultdict[int, int] = defaultdict(int)
    for slur in part.recurse().getElementsByClass(spanner.Slur):
        if slur.getFirst() is not slur.getLast():
            begins[id(slur.getFirst())] += 1
            ends[id(slur.getLast())] += 1
    return begins, ends


def _notes(flat: Any, slurs: tuple[dict[int, int], dict[int, int]], lost: Counter[str]) -> list[Note]:
    """The notes of a measure one after the other, gaps as rests, and how long each sounds."""
    notes: list[Note] = []
    graces: list[Any] = []
    place = Fraction(0)
    for element in flat.notesAndRests:
        if isinstance(element, harmony.Harmony):
            continue
        if element.duration.isGrace:
            lost.update(name_of(sign) for sign in _signs(element))
            graces.append(element)
            continue
        begin, length = _whole(element.offset), _whole(element.quarterLength)
        if begin > place:
            notes.append(Note((), begin - place))
        elif begin < place:
            length -= place - begin  # notes of one voice cannot overlap; files say so all the same
            begin = place
        if length <= 0:
            continue
        notes.append(_note(element, length, graces, slurs, lost))
        graces = []
        place = begin + length
    return notes


def _note(
    element: Any,
    length: Fraction,
    graces: Sequence[Any],
    slurs: tuple[dict[int, int], dict[int, int]],
    lost: Counter[str],
) -> Note:
    pitches = _pitches(element)
    lost.update(name_of(sign) for sign in _signs(element) if not (pitches and decoration_of(sign)))
    if not pitches:
        hidden = bool(element.style.hideObjectOnPrint)
        return Note((), length, signs=Signs(hidden=True) if hidden else NO_SIGNS)
    tied = element.tie is not None and element.tie.type in ("start", "continue")
    signs = Signs(
        grace=_grace(graces),
        decorations=_decorations(element),
        slurs_begin=slurs[0].get(id(element), 0),
        slurs_end=slurs[1].get(id(element), 0),
        syllables=_syllables(element),
    )
    return Note(pitches, length, tied=tied, signs=signs)


def _pitches(element: Any) -> tuple[Pitch, ...]:
    """The pitch of a note, the highest of a chord; none of a rest or a drum."""
    if isinstance(element, chord.Chord):
        element = max(element.notes, key=lambda one: one.pitch.ps)
    if not isinstance(element, note.Note):
        return ()
    pitch = element.pitch
    if pitch.alter != int(pitch.alter) or abs(pitch.alter) > 2:
        raise Unusable("it has notes between the semitones")
    return (Pitch(pitch.step, pitch.implicitOctave, int(pitch.alter)),)


def _grace(graces: Sequence[Any]) -> Grace | None:
    pitched = [(one, _pitches(one)) for one in graces]
    pitched = [(one, pitches) for one, pitches in pitched if pitches]
    if not pitched:
        return None
    lengths = tuple(_whole(duration.typeToDuration.get(one.duration.type) or 0.5) for one, _ in pitched)
    slashed = bool(getattr(pitched[0][0].duration, "slash", False))
    return Grace(tuple(pitches[0] for _, pitches in pitched), lengths, slashed)


def _decorations(element: Any) -> tuple[str, ...]:
    """Each once: the top note of a chord may have those of its other notes too."""
    names = (name for sign in _signs(element) for name in decoration_of(sign))
    return tuple(dict.fromkeys(names))


def _signs(element: Any) -> list[Any]:
    return [*element.expressions, *element.articulations]


def _syllables(element: Any) -> tuple[str, ...]:
    """One for each verse; it ends in "-" where its word goes on."""
    verses: dict[int, str] = {}
    for lyric in element.lyrics:
        if lyric.text and 1 <= lyric.number <= _MOST_VERSES:
            goes_on = lyric.syllabic in ("begin", "middle")
            verses[lyric.number] = " ".join(lyric.text.split()) + ("-" if goes_on else "")
    return tuple(verses.get(verse, "") for verse in range(1, max(verses, default=0) + 1))


def _chords(flat: Any) -> tuple[tuple[tuple[Fraction, str], ...], int]:
    """The chord symbols with their onsets, and how many cannot be written."""
    found, odd = [], 0
    for symbol in flat.getElementsByClass(harmony.ChordSymbol):
        text = NO_CHORD if isinstance(symbol, harmony.NoChord) else str(symbol.figure).replace("-", "b")
        if text == NO_CHORD or split_chord(text):
            found.append((_whole(symbol.offset), text))
        else:
            odd += 1
    return tuple(found), odd


def _change(element: Any) -> Change:
    onset = _whole(element.offset)
    if isinstance(element, tempo.MetronomeMark):
        return Change(onset, tempo=tempo_of(element))
    return Change(onset, meter_of(element))


def meter_of(signature: Any) -> Meter | None:
    """Raises Unusable for a meter that ABC cannot say."""
    if not isinstance(signature, meter.TimeSignature):
        return FREE
    count, unit = signature.numerator, signature.denominator
    if not (0 < count <= 24 and unit in (1, 2, 4, 8, 16, 32)):
        raise Unusable(f"it has the meter {count}/{unit}")
    has_sign = (signature.symbol, count, unit) in (("common", 4, 4), ("cut", 2, 2))
    return Meter(count, unit, sign=has_sign)


def tempo_of(mark: Any) -> Tempo | None:
    number = mark.number
    if number is None or not _TEMPOS[0] <= number <= _TEMPOS[1]:
        return None
    return _whole(mark.referent.quarterLength), round(number)


def _merged(changes: Sequence[Change]) -> tuple[Change, ...]:
    """One for each onset, in order."""
    at: dict[Fraction, Change] = {}
    for one in changes:
        now = at.get(one.onset, Change(one.onset))
        at[one.onset] = replace(now, meter=one.meter or now.meter, tempo=now.tempo or one.tempo)
    return tuple(at[onset] for onset in sorted(at) if at[onset] != Change(onset))
