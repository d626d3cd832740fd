from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import pytest

from generator.arrangement.backing import accompany
from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony
from generator.arrangement.parts import PlayedNote
from generator.arrangement.timeline import timeline
from generator.instruments import INSTRUMENTS
from generator.notation.melody import Melody
from tests.generator.arrangement.backed_tunes import backed_tune

REEL = backed_tune(
    "reel", "4/4", "|:d2fd adfd|g2bg dgBG|A2ce ecAc|d2fa d4:|\n|:f2af dfaf|e2ge cege|g2bg dgbg|a2fa d4:|",
    "D|G|A|D|D|Em A|G|A D",
)  # fmt: skip
MILLISECOND = Fraction(100, 60_000) / 2
"""In whole notes, at 100 half notes a minute."""


def notes(player: str, tune: tuple[Melody, Harmony] = REEL, seed: int = 1) -> list[PlayedNote]:
    melody, harmony = tune
    backing = player if player in ("guitar", "piano", "drone") else "band"
    players = accompany(
        melody, timeline(melody), harmony, backing, instrument=INSTRUMENTS["fiddle"], seed=seed
    )
    return list(next(one for one in players if one.name == player).notes)


def strums(found: list[PlayedNote]) -> list[list[PlayedNote]]:
    """Notes less than a sixteenth apart belong together."""
    groups: dict[Fraction, list[PlayedNote]] = defaultdict(list)
    for note in found:
        groups[round(note.onset * 8) / Fraction(8)].append(note)
    return list(groups.values())


def test_strings_of_a_stroke_follow_each_other_within_milliseconds() -> None:
    chords = [strum for strum in strums(notes("guitar")[:-6]) if len(strum) >= 3]
    assert chords
    for strum in chords:
        assert 0 < strum[-1].onset - strum[0].onset < 40 * MILLISECOND


def test_down_strokes_begin_with_the_low_string_and_up_strokes_with_the_high_one() -> None:
    directions = {strum[0].pitch < strum[-1].pitch for strum in strums(notes("guitar")) if len(strum) >= 3}
    assert directions == {True, False}


@pytest.mark.parametrize("player", ["guitar", "piano", "bass", "bodhrán"])
def test_strokes_are_off_by_a_few_milliseconds_only(player: str) -> None:
    for strum in strums(notes(player)[:-6]):
        first = min(note.onset for note in strum)
        assert abs(first - round(first * 8) / Fraction(8)) <= 7 * MILLISECOND


@pytest.mark.parametrize("player", ["guitar", "piano", "bass", "bodhrán"])
def test_no_two_bars_are_equally_loud(player: str) -> None:
    assert len({note.velocity for note in notes(player)}) >= 6


def test_the_left_hand_stays_below_the_right() -> None:
    for strum in strums(notes("piano")):
        left = [note.pitch for note in strum if note.pitch < 52]
        right = [note.pitch for note in strum if note.pitch >= 57]
        assert not (left and right) or max(left) < min(right)


def test_only_the_bass_has_passing_notes_and_they_are_marked() -> None:
    assert any(note.ornament for note in notes("bass"))
    assert any(note.ornament for note in notes("guitar", seed=1))
    band = accompany(REEL[0], timeline(REEL[0]), REEL[1], "band", instrument=INSTRUMENTS["fiddle"], seed=1)
    assert [any(note.ornament for note in player.notes) for player in band] == [False, True, False]


def test_passing_notes_reach_the_next_bass_by_step() -> None:
    found = notes("bass")
    for index, note in enumerate(found[:-1]):
        if note.ornament and not found[index + 1].ornament:
            assert 1 <= abs(found[index + 1].pitch - note.pitch) <= 2


def test_an_air_is_played_legato() -> None:
    air = backed_tune("air", "4/4", "|:d4 f4|g4 d4|A4 c4|d8:|", "D|G|A|D")
    found = [note for note in notes("bass", air) if not note.ornament]
    assert sum(note.duration for note in found) > Fraction(9, 10) * timeline(air[0])[-1].end * Fraction(3, 4)


def test_a_stroke_takes_as_long_at_any_tempo() -> None:
    def spread(tempo: int) -> float:
        tune = replace(REEL[0], tempo=(Fraction(1, 2), tempo)), REEL[1]
        chords = [strum for strum in strums(notes("guitar", tune)[:-6]) if len(strum) == 4]
        return float(sum(strum[-1].onset - strum[0].onset for strum in chords) / len(chords) / tempo)

    assert spread(50) == pytest.approx(spread(100), rel=0.05)


def test_a_chord_too_short_to_be_rolled_is_struck_at_once() -> None:
    melody, _ = backed_tune("air", "4/4", "d8|d8|]", "D|D")
    change = Fraction(63, 64)
    harmony = Harmony((((Fraction(0), Chord("D")), (change, Chord("G"))), ((Fraction(0), Chord("D")),)))
    short = [note for note in notes("guitar", (melody, harmony)) if change <= note.onset < 1]
    assert len(short) == 6
    assert {note.onset for note in short} == {change}


@pytest.mark.parametrize("rhythm", ["reel", "air"])
def test_in_a_band_the_bass_lies_below_the_guitar(rhythm: str) -> None:
    tune = replace(REEL[0], rhythm=rhythm), REEL[1]
    band = accompany(tune[0], timeline(tune[0]), tune[1], "band", instrument=INSTRUMENTS["fiddle"], seed=1)
    guitar, bass, _ = ([note.pitch for note in player.notes] for player in band)
    assert max(bass) <= 43 < 50 <= min(guitar)
    assert min(note.pitch for note in notes("guitar", tune)) < 50
