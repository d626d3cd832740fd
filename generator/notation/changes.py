"""What is in force where: the meter, key and tempo of every bar, when they change within the tune."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from generator.notation.melody import Bar, Melody, Tempo
from generator.notation.theory import Key, Meter


@dataclass(frozen=True, slots=True)
class State:
    """What is in force. `tempo` is None until one is given."""

    meter: Meter
    key: Key
    tempo: Tempo | None


def states(melody: Melody) -> list[State]:
    """What is in force where each bar, as written, begins: changes at its beginning are made already."""
    found: list[State] = []
    now = State(melody.meter, melody.key, melody.tempo)
    for bar in melody.bars:
        found.append(state_at(bar, now, Fraction(0)))
        now = state_at(bar, now, bar.duration)
    return found


def state_at(bar: Bar, before: State, onset: Fraction) -> State:
    """What is in force at `onset` of a bar; `before` is what was in force before the bar."""
    for change in bar.changes:
        if change.onset > onset:
            break
        before = State(change.meter or before.meter, change.key or before.key, change.tempo or before.tempo)
    return before


def full_bars(melody: Melody) -> list[Fraction]:
    """The length that each bar should have, in whole notes; where the meter is free, the one it has."""
    if not melody.meter.free and not any(bar.changes for bar in melody.bars):
        return [melody.meter.bar] * len(melody.bars)
    return [
        bar.duration if state.meter.free else state.meter.bar
        for bar, state in zip(melody.bars, states(melody), strict=True)
    ]


def without_changes(melody: Melody) -> Melody:
    """The tune in its first key, meter and tempo throughout; its pitches are the same."""
    return replace(melody, bars=tuple(replace(bar, changes=()) for bar in melody.bars))
