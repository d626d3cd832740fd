"""What is played of tunes that change their meter, key and tempo, against the tune unfolded by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.arranger import arrange_set, names_of_players, tunes_of_set
from generator.arrangement.backing import accompany
from generator.arrangement.harmony import harmonise
from generator.arrangement.parts import PlayedNote
from generator.arrangement.performance import perform
from generator.arrangement.timeline import timeline, with_lead_ins
from generator.instruments import INSTRUMENTS
from generator.notation.form import Section, from_sections
from generator.notation.melody import Bar, Change, Melody, Note, Pitch
from generator.notation.theory import FREE, Key, Meter
from generator.notation.unfold import soundings_of, unfold
from generator.playing import Playing
from tests.generator.arrangement.rich_tunes import numbers, rich_tune
from tests.generator.notation.strategies import examples

SOLO = [name for name, one in INSTRUMENTS.items() if one.partner is None]
RANGES = {"guitar": (38, 76), "piano": (28, 76), "bass": (28, 43), "bodhrán": (43, 50), "drone": (36, 59)}


def in_order(notes: Sequence[PlayedNote]) -> bool:
    return all(before.onset <= after.onset for before, after in pairwise(notes))


@given(numbers, st.integers(1, 2))
@examples(60)
def test_played_plainly_a_tune_is_the_unfolded_abc(number: int, times: int) -> None:
    melody = rich_tune(number)
    playing = Playing(plain=True, times=times)
    (player,) = arrange_set(tunes_of_set([melody], playing), playing).players
    whole = [(one.onset, one.duration, pitch) for one in unfold(melody) for pitch in one.pitches]
    found = [(note.onset, note.duration, note.pitch) for note in player.notes]
    assert [pitch for *_, pitch in found] == [pitch for *_, pitch in whole] * times or times > 1
    if times == 1:
        assert found == whole
    assert not any(note.ornament for note in player.notes)


@given(numbers, st.sampled_from(SOLO), st.integers(1, 2), st.integers(0, 9))
@examples(80)
def test_without_ornaments_the_melody_is_the_unfolded_abc(
    number: int, instrument: str, times: int, seed: int
) -> None:
    melody = rich_tune(number)
    bars = with_lead_ins(timeline(melody, times))
    (player,) = perform(melody, bars, INSTRUMENTS[instrument], seed=seed)
    written = [pitch for one in soundings_of(bar.bar for bar in bars) for pitch in one.pitches]
    assert sorted_chords(player.notes) == written
    assert in_order(player.notes)
    assert all(note.onset >= 0 and note.duration > 0 for note in player.notes)
    last: dict[int, Fraction] = {}
    for note in player.notes:
        assert last.get(note.pitch, 0) <= note.onset
        last[note.pitch] = note.end


def sorted_chords(notes: Sequence[PlayedNote]) -> list[int]:
    """The pitches that are written, in order."""
    return [note.pitch for note in notes if not note.ornament]


@given(numbers, st.sampled_from(["guitar", "piano", "drone", "band"]), st.integers(0, 9))
@examples(80)
def test_no_note_of_a_backing_leaves_its_bar(number: int, backing: str, seed: int) -> None:
    melody = rich_tune(number)
    bars = with_lead_ins(timeline(melody))
    players = accompany(melody, bars, harmonise(melody), backing, instrument=INSTRUMENTS["fiddle"], seed=seed)
    onsets = [bar.onset for bar in bars]
    for player in players:
        low, high = RANGES[player.name]
        assert player.notes
        assert in_order(player.notes)
        for note in player.notes:
            assert low <= note.pitch <= high
            assert 1 <= note.velocity <= 127
            assert 0 <= note.onset < note.end
            bar = bars[bisect_right(onsets, note.onset) - 1]
            ring = bar.meter.beat if bar.ends_tune else 0
            assert player.name == "drone" or note.end <= bar.end + ring


@given(numbers)
@examples(40)
def test_chords_belong_to_the_key_in_force(number: int) -> None:
    """Every bar has a chord from its beginning, but for pickups at the very beginning."""
    melody = rich_tune(number)
    harmony = harmonise(melody)
    assert len(harmony.bars) == len(melody.bars)
    for segments, bar in zip(harmony.bars, melody.bars, strict=True):
        assert [onset for onset, _ in segments] == sorted({onset for onset, _ in segments})
        assert segments[0][0] == 0
        assert segments[-1][0] < bar.duration


@given(numbers, st.sampled_from(SOLO), st.sampled_from(["band", "piano"]))
@examples(40)
def test_the_band_ends_in_the_seconds_it_says(number: int, instrument: str, backing: str) -> None:
    melody = rich_tune(number)
    playing = Playing(instrument=instrument, backing=backing, times=1)
    tunes = tunes_of_set([melody], playing)
    performance = arrange_set(tunes, playing)
    assert performance.length <= timeline(melody)[-1].end
    assert performance.seconds == pytest.approx(tunes[0].seconds, rel=0.3)
    assert all(before[0] < after[0] for before, after in pairwise(performance.tempos))


def part(letters: str, meter: Meter, key: Key, times: int = 1) -> Section:
    """Bars of equal notes from middle C, apart by a space, the first of which is in this meter and key."""
    bars = []
    for bar in letters.split():
        length = Fraction(1) if meter.free else meter.bar / len(bar)
        bars.append(Bar(tuple(Note((Pitch(one, 4),), length) for one in bar)))
    return Section((replace(bars[0], changes=(Change(Fraction(0), meter, key),)), *bars[1:]), times)


def tune(*parts: Section, **more: Any) -> Melody:
    (change,) = parts[0].bars[0].changes
    assert change.meter is not None
    assert change.key is not None
    return from_sections(Melody(change.meter, change.key, (), **more), parts)


C, G, E_MINOR = Key("C", "maj"), Key("G", "maj"), Key("E", "min")
SEVEN, FOUR = Meter(7, 8), Meter(4, 4)


def test_every_part_has_the_chords_of_its_key() -> None:
    melody = tune(part("CEGC CEGC", FOUR, C), part("GBDG GBDG", FOUR, G), part("EGBE BEGE", FOUR, E_MINOR))
    names = [[chord.name for _, chord in bar if chord] for bar in harmonise(melody).bars]
    assert [names[1][-1], names[3][-1], names[5][-1]] == ["C", "G", "Em"]


def test_a_key_that_changes_within_a_part_changes_the_chords() -> None:
    (first, *_), (second, *_) = part("CEGC", FOUR, C).bars, part("EGBE", FOUR, E_MINOR).bars
    melody = tune(Section((first, second), 2))
    assert [bar[-1][1] and bar[-1][1].name for bar in harmonise(melody).bars] == ["C", "Em"]


def test_chords_change_on_the_beats_of_an_uneven_meter() -> None:
    melody = tune(part("CCGGECC GGGGCCC", SEVEN, C))
    eighths = {onset * 8 for bar in harmonise(melody).bars for onset, _ in bar}
    assert eighths <= {0, 2, 4}


def test_in_a_free_meter_a_chord_is_held_and_nobody_drums() -> None:
    melody = tune(part("CEG CE C", FREE, C))
    playing = Playing(backing="band")
    assert names_of_players(melody, playing) == ("fiddle", "guitar", "bass")
    performance = arrange_set(tunes_of_set([melody], playing), playing)
    assert [player.name for player in performance.players] == ["fiddle", "guitar", "bass"]
    onsets = {round(note.onset) for note in performance.players[2].notes if not note.ornament}
    assert onsets <= set(range(12))


def test_a_drone_follows_the_key() -> None:
    melody = tune(part("CEGC", FOUR, C), part("GBDG", FOUR, G))
    bars = with_lead_ins(timeline(melody))
    (drone,) = accompany(melody, bars, harmonise(melody), "drone", instrument=INSTRUMENTS["pipes"], seed=1)
    assert [(int(note.onset), note.pitch % 12) for note in drone.notes] == [
        (0, 0), (0, 7), (0, 0), (1, 7), (1, 2), (1, 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("meter", "strokes"),
    [
        (SEVEN, [0, 2, 4]), (Meter(7, 8, (3, 2, 2)), [0, 3, 5]), (Meter(5, 4), [0, 2, 4, 6, 8]),
        (Meter(10, 8), [0, 3, 5, 7]), (FREE, [0, 2, 4, 6]),
    ],
)  # fmt: skip
def test_an_uneven_bar_is_counted_in_by_its_beats(meter: Meter, strokes: list[int]) -> None:
    """In eighths."""
    melody = tune(part("CDE", meter, C), part("CDEF", FOUR, G), tempo=(Fraction(1, 4), 60))
    playing = Playing(backing="guitar", heard="backing", times=1)
    performance = arrange_set(tunes_of_set([melody], playing), playing)
    (counted,) = (player.notes for player in performance.players if player.name == "count-in")
    assert [note.onset * 8 for note in counted] == strokes


def test_accents_follow_the_meter_in_force() -> None:
    seven, four = part("GGGGGGG " * 8, SEVEN, C), part("GGGGGGGG " * 8, FOUR, C)
    melody = tune(seven, four, rhythm="march")
    (player,) = perform(melody, timeline(melody), INSTRUMENTS["fiddle"], seed=1)
    first = [note.velocity for note in player.notes if not note.ornament]
    of_seven = [fmean(first[at : 7 * 8 : 7]) for at in range(7)]
    of_four = [fmean(first[7 * 8 + at :: 8]) for at in range(8)]
    assert set(sorted(range(7), key=of_seven.__getitem__)[-3:]) == {0, 2, 4}
    assert max(range(8), key=of_four.__getitem__) == 0
    assert of_four[4] > of_four[3]
