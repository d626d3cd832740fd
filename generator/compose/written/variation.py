"""A variation: a tune with some bars written again. All that is in the other bars stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from generator.arrangement.harmony import harmonise, segment_symbols
from generator.compose.written.cut_words import without_cut_words
from generator.compose.written.own_accidentals import exchanged
from generator.compose.written.plain_notes import has_notes, plain_bars
from generator.compose.written.sketch import script_of
from generator.errors import BadRequest
from generator.grammar.pitches import Window
from generator.grammar.script import Script
from generator.instruments import Instrument
from generator.notation.changes import State, states
from generator.notation.checker import RANGE
from generator.notation.melody import Bar, Change, Melody, Note
from generator.notation.model_text import CENTRE, TONIC
from generator.notation.order.marks import keep_marks, keep_words
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, split_chord
from generator.notation.transpose import in_octaves, mean_pitch, nearest_to, semitones_up, to_tonic

_OCTAVE = 12

Sounds = list[tuple[tuple[int, ...], Fraction]]
"""MIDI pitches (none in a rest) and duration of each note."""


@dataclass(frozen=True, slots=True)
class Variation:
    """`source`: the tune; `free`: its bars that are to change; `script`: what the model reads and writes.

    `home`: the key whose tonic is C in the script; `octave`: the octaves by which the text is moved, above
    the interval up to that tonic.
    """

    source: Melody
    free: frozenset[int]
    script: Script
    home: Key
    octave: int

    @property
    def text(self) -> str:
        """What the model is fed before the script begins: nothing."""
        return ""

    def melody(self, text: str) -> Melody:
        """The source with the bars that the model wrote. Raises ValueError and NotationError."""
        bars = self._written(text)
        return _joined(self.source, {at: bar.notes for at, bar in zip(sorted(self.free), bars, strict=True)})

    def _written(self, text: str) -> Sequence[Bar]:
        """The free bars in the source's key, each as long as it was."""
        body = "".join(f"{bar}|" for bar in self.script.written(text))
        written = read_abc(f"M:4/4\nL:1/8\nK:{self.script.key.field}\n{body}")
        lengths = [bar.duration for at, bar in enumerate(self.source.bars) if at in self.free]
        if [bar.duration for bar in written.bars] != lengths:
            raise ValueError("a bar does not add up")
        on_c = replace(written, key=Key(TONIC, self.home.mode))
        return exchanged(
            to_tonic(on_c, self.home.tonic, octave=self.octave).bars, self.home, self.script.key.mode
        )

    def changes(self, tune: Melody) -> bool:
        """Whether any note differs from the source's."""
        pairs = zip(self.source.bars, tune.bars, strict=True)
        return any(sounds(before) != sounds(after) for before, after in pairs)


def sounds(bar: Bar) -> Sounds:
    """What is heard of a bar."""
    return [(tuple(pitch.midi for pitch in note.pitches), note.duration) for note in bar.notes]


def read_variation(source: Melody, free: frozenset[int], instrument: Instrument, mode: str) -> Variation:
    """The variation of these bars, which the model writes in `mode` on C.

    Raises FormError, and BadRequest for bars that it cannot write.
    """
    home = where(source, free).key
    bars = exchanged(plain_bars(source.bars), home, mode)
    plain = replace(source, key=replace(home, altered=()), bars=bars)
    if not has_notes(plain.bars):
        raise BadRequest("source", "this tune", "it must have notes that last a thirty-second or more")
    on_c = nearest_to(in_octaves(plain, TONIC), CENTRE)
    shift = round(mean_pitch(plain) - mean_pitch(on_c))
    key = Key(TONIC, mode)
    script = script_of(source, on_c, free, home, key, (_window(source, instrument, shift),))
    up = semitones_up(Key(TONIC, home.mode), plain.key)
    return Variation(source, free, script, home, (shift - up) // _OCTAVE)


def where(source: Melody, free: Set[int]) -> State:
    """The meter and key in which these bars stand; the tune's own if they are not all in the same."""
    here = [state for at, state in enumerate(states(source)) if at in free]
    same = all((one.meter, one.key) == (here[0].meter, here[0].key) for one in here)
    return here[0] if same else State(source.meter, source.key, source.tempo)


def _window(tune: Melody, instrument: Instrument, shift: int) -> Window:
    """Where the new notes may lie: where the instrument plays, or the source, if that goes beyond it.

    `shift`: semitones from the model's text up to the tune.
    """
    pitches = [pitch.midi for bar in tune.bars for note in bar.notes for pitch in note.pitches]
    lowest, highest = min(pitches), max(pitches)
    if instrument.lowest <= lowest and highest <= instrument.highest:
        return max(instrument.lowest - shift, RANGE[0]), min(instrument.highest - shift, RANGE[1])
    return lowest - shift, max(highest, lowest + _OCTAVE) - shift


def _joined(source: Melody, new: dict[int, tuple[Note, ...]]) -> Melody:
    """The source with new notes in some bars.

    They have no words, graces or other signs but those that say where players go on, such as Fine. Nothing is
    tied, slurred or sung over from a kept bar into a new one. Changes of key, meter and tempo stay, each at a
    note. Where the tune has chord symbols, new ones stand over the new bars.
    """
    bars = without_cut_words(_without_cut_slurs(source.bars, new.keys()), new.keys())
    for at, bar in enumerate(bars):
        if at in new:
            notes = keep_marks(bar, new[at])
            bars[at] = replace(bar, notes=notes, changes=_at_notes(bar.changes, notes))
        elif at + 1 in new:
            untied = (replace(note, tied=False) for note in bar.notes[-1:])
            bars[at] = replace(bar, notes=(*bar.notes[:-1], *untied))
    joined = replace(source, bars=tuple(bars))
    chorded = any(split_chord(text) for bar in source.bars for _, text in bar.chords)
    return _with_new_chords(joined, new.keys()) if chorded else joined


def _at_notes(changes: tuple[Change, ...], notes: Sequence[Note]) -> tuple[Change, ...]:
    """The changes, each moved back to the beginning of the note that sounds then."""
    onsets = [Fraction(0), *accumulate(note.duration for note in notes)]
    return tuple(
        replace(change, onset=max(one for one in onsets if one <= change.onset)) for change in changes
    )


def _without_cut_slurs(bars: Sequence[Bar], new: Iterable[int]) -> list[Bar]:
    """The bars without those ends of slurs whose other end is in a new bar."""
    new, open_slurs = set(new), list[tuple[int, int]]()
    lost: dict[tuple[int, int], list[int]] = {}
    for at, bar in enumerate(bars):
        for number, note in enumerate(bar.notes):
            for _ in range(min(note.signs.slurs_end, len(open_slurs))):
                begin = open_slurs.pop()
                if (begin[0] in new) != (at in new):
                    lost.setdefault(begin, [0, 0])[0] += 1
                    lost.setdefault((at, number), [0, 0])[1] += 1
            open_slurs += [(at, number)] * note.signs.slurs_begin  # `(c (d) e)`: one ends, one begins
    return [
        replace(bar, notes=tuple(_less(note, *lost[at, number]) if (at, number) in lost else note
                                 for number, note in enumerate(bar.notes)))
        for at, bar in enumerate(bars)
    ]  # fmt: skip


def _less(note: Note, begin: int, end: int) -> Note:
    """The note with fewer ends of slurs."""
    signs = note.signs
    left = replace(signs, slurs_begin=signs.slurs_begin - begin, slurs_end=signs.slurs_end - end)
    return replace(note, signs=left)


def _with_new_chords(tune: Melody, new: Iterable[int]) -> Melody:
    """The tune with the rule's chords over the new bars.

    A kept bar after a new one begins with its own chord: without one it would keep that of the new bar.
    """
    new = set(new)
    silent = replace(tune, bars=tuple(replace(bar, chords=()) for bar in tune.bars))
    fresh, standing = harmonise(silent), harmonise(tune)
    bars = list(tune.bars)
    for at, bar in enumerate(bars):
        if at in new:
            bars[at] = replace(bar, chords=keep_words(bar, segment_symbols(fresh.bars[at])))
        elif at - 1 in new and not (bar.chords and bar.chords[0][0] == 0):
            bars[at] = replace(bar, chords=(*segment_symbols(standing.bars[at][:1]), *bar.chords))
    return replace(tune, bars=tuple(bars))
