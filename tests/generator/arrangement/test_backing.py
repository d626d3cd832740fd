from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.backing import accompany, players_of, usual_backing
from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony
from generator.arrangement.parts import PlayedNote, Player, Role
from generator.arrangement.performance import perform
from generator.arrangement.timeline import PlayedBar, timeline, with_lead_ins
from generator.instruments import BACKINGS, INSTRUMENTS, NO_BACKING, Family, Instrument
from generator.notation.melody import Melody
from generator.notation.tune_types import TUNE_TYPES
from tests.generator.arrangement.backed_tunes import backed_tune, backed_tunes
from tests.generator.notation.strategies import examples

RANGES = {"guitar": (38, 76), "piano": (28, 76), "bass": (28, 43), "bodhrán": (43, 50), "drone": (36, 59)}
FIDDLE = INSTRUMENTS["fiddle"]
JIG = backed_tune(
    "jig", "6/8", "|:A|d2d fed|ABA AFD|GBd gfe|dcB A2:|\n|:e|fdf ede|fdf e2d|BGB dBG|AFA D2:|",
    ".|D|A|G|A|A|D|Bm|G|D",
)  # fmt: skip


def bars_of(melody: Melody, times: int = 1) -> list[PlayedBar]:
    return with_lead_ins(timeline(melody, times))


def backed(tune: tuple[Melody, Harmony], backing: str, seed: int = 1, times: int = 1) -> tuple[Player, ...]:
    melody, harmony = tune
    return accompany(melody, bars_of(melody, times), harmony, backing, instrument=FIDDLE, seed=seed)


@dataclass(frozen=True)
class InForce:
    """A chord, how long it stands, and the bar it stands in."""

    bar: PlayedBar
    onset: Fraction
    end: Fraction
    chord: Chord | None


def in_force(bars: Sequence[PlayedBar], harmony: Harmony) -> Iterator[InForce]:
    """Silence before the first full bar; that lead-in, when it is repeated, keeps the chord before it."""
    before, begun = None, False
    for bar in bars:
        begun = begun or not bar.offset
        length = bar.bar.duration  # a lead-in may cut the bar short
        changes = [change for change in harmony.bars[bar.written] if change[0] < length]
        ends = [*(onset for onset, _ in changes[1:]), length]
        for (onset, chord), end in zip(changes, ends, strict=True):
            chord = chord or (before if bar.offset and not bar.written else None)
            yield InForce(bar, bar.onset + onset, bar.onset + end, chord if begun else None)
        before = chord if begun else None


def check(note: PlayedNote, span: InForce, pitched: bool, ring: Fraction) -> None:
    """`ring`: how much longer the tune's last chord may sound."""
    end = span.end if pitched else span.bar.end
    assert span.onset <= note.onset < span.end
    assert note.end <= end + (ring if end == span.bar.end and span.bar.ends_tune else 0)
    assert span.chord is not None or not pitched
    if span.chord and pitched and not note.ornament:
        assert note.pitch % 12 in {*span.chord.classes, span.chord.bass_class}


@given(backed_tunes(), st.sampled_from(["guitar", "piano", "band"]), st.integers(0, 99), st.integers(1, 2))
@examples(40)
def test_every_note_lies_inside_its_chord_and_belongs_to_it(
    tune: tuple[Melody, Harmony], backing: str, seed: int, times: int
) -> None:
    melody, harmony = tune
    spans = list(in_force(bars_of(melody, times), harmony))
    onsets = [span.onset for span in spans]
    for player in backed(tune, backing, seed, times):
        for note in player.notes:
            span = spans[bisect_right(onsets, note.onset) - 1]
            check(note, span, player.program is not None, melody.meter.beat)


@given(
    backed_tunes(), st.sampled_from(BACKINGS), st.sampled_from(list(INSTRUMENTS.values())), st.integers(0, 99)
)
@examples(40)
def test_every_note_can_be_played(
    tune: tuple[Melody, Harmony], backing: str, instrument: Instrument, seed: int
) -> None:
    """In the range, in order, and no string or key is struck while it sounds."""
    melody, harmony = tune
    for player in accompany(melody, bars_of(melody), harmony, backing, instrument=instrument, seed=seed):
        low, high = RANGES[player.name]
        ends: dict[int, Fraction] = {}
        for note in player.notes:
            assert low <= note.pitch <= high
            assert 25 <= note.velocity <= 95
            assert ends.get(note.pitch, 0) <= note.onset < note.end
            ends[note.pitch] = note.end
        assert all(before.onset <= after.onset for before, after in pairwise(player.notes))


@pytest.mark.parametrize("backing", BACKINGS)
def test_the_players_are_those_announced(backing: str) -> None:
    players = backed(JIG, backing)
    assert tuple(player.name for player in players) == players_of(backing)
    assert {player.role for player in players} <= {Role.BACKING}
    assert all(player.notes for player in players)


@pytest.mark.parametrize("backing", BACKINGS)
def test_the_same_seed_gives_the_same_notes(backing: str) -> None:
    assert backed(JIG, backing, seed=5) == backed(JIG, backing, seed=5)


@pytest.mark.parametrize("backing", ["guitar", "piano", "band"])
def test_another_seed_plays_otherwise(backing: str) -> None:
    assert backed(JIG, backing, seed=5) != backed(JIG, backing, seed=6)


@pytest.mark.parametrize("backing", ["guitar", "piano", "band"])
def test_the_second_time_is_fuller_than_the_first(backing: str) -> None:
    bars = timeline(JIG[0])
    again = next(bar.onset for bar in bars if bar.time_through == 2)
    second_part = next(bar.onset for bar in bars if bar.part == 1)
    notes = [note for player in backed(JIG, backing) for note in player.notes]
    first = len([note for note in notes if note.onset < again])
    assert first < len([note for note in notes if again <= note.onset < second_part])


def test_pipes_drone_on_tonic_and_fifth_from_the_first_note_until_the_last_has_ended() -> None:
    (drone,) = backed(JIG, "drone", times=2)
    assert {note.pitch % 12 for note in drone.notes} == {2, 9}
    (pipes,) = perform(JIG[0], bars_of(JIG[0], 2), INSTRUMENTS["pipes"], seed=1)
    assert {(note.onset, note.end) for note in drone.notes} == {(Fraction(0), pipes.notes[-1].end)}


def test_a_tune_without_chords_leaves_all_but_the_drum_and_the_drone_silent() -> None:
    melody, harmony = JIG
    silent = melody, Harmony(tuple(((Fraction(0), None),) for _ in harmony.bars))
    assert [bool(player.notes) for player in backed(silent, "band")] == [False, False, True]
    assert backed(silent, "drone")[0].notes


@pytest.mark.parametrize("backing", ["guitar", "piano", "band"])
def test_the_last_chord_is_held_with_the_last_note(backing: str) -> None:
    last = timeline(JIG[0])[-1]
    for player in backed(JIG, backing):
        held = [note for note in player.notes if note.end > last.end]
        assert held
        assert all(0 <= note.onset - (last.onset + Fraction(3, 8)) < Fraction(1, 8) for note in held)


@pytest.mark.parametrize(("name", "type_"), list(product(INSTRUMENTS, [*TUNE_TYPES, "", "two-step"])))
def test_the_usual_backing_is_no_twin_of_the_instrument(name: str, type_: str) -> None:
    instrument = INSTRUMENTS[name]
    usual = usual_backing(replace(JIG[0], rhythm=type_), instrument)
    assert usual in BACKINGS
    assert usual != NO_BACKING
    assert instrument.lead not in players_of(usual)
    assert (usual == "drone") == (instrument.family is Family.PIPES)
