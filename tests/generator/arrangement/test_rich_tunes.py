"""What is played of tunes that change their meter, key and tempo, against the tune unfolded by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.arrangement.backing import accompany
from generator.arrangement.harmony import harmonise
from generator.arrangement.parts import PlayedNote
from generator.arrangement.performance import perform
from generator.arrangement.timeline import timeline, with_lead_ins
from generator.instruments import INSTRUMENTS
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
