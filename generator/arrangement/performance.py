from __future__ import annotations

from collections.abc import Sequence

from generator.arrangement.parts import PlayedNote, Player, Role
from generator.arrangement.timeline import PlayedBar
from generator.instruments import Instrument
from generator.notation.melody import Melody


def play_plainly(melody: Melody, bars: Sequence[PlayedBar], instrument: Instrument) -> tuple[Player, ...]:
    notes: list[PlayedNote] = []
    tied: tuple[int, ...] = ()
    for bar in bars:
        onset = bar.onset
        for note in bar.bar.notes:
            pitches = tuple(sorted({pitch.midi for pitch in note.pitches}))
            if pitches and pitches == tied:
                for index in range(len(pitches)):
                    last = notes[-1 - index]
                    notes[-1 - index] = PlayedNote(last.onset, last.duration + note.duration, last.pitch, 90)
            else:
                notes += [PlayedNote(onset, note.duration, pitch, 90) for pitch in pitches]
            tied = pitches if note.tied else ()
            onset += note.duration
    return (Player(instrument.lead, Role.MELODY, instrument.program, 0.0, tuple(notes)),)


def perform(
    melody: Melody, bars: Sequence[PlayedBar], instrument: Instrument, *, seed: int
) -> tuple[Player, ...]:
    return play_plainly(melody, bars, instrument)
