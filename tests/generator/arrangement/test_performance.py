from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.parts import PlayedNote, Player, Role
from generator.arrangement.performance import perform, play_plainly
from generator.arrangement.timeline import PlayedBar, timeline, with_lead_ins
from generator.errors import NotationError
from generator.instruments import INSTRUMENTS
from generator.notation.melody import Bar, Melody, Note
from generator.notation.reading.books.book import split_tunes
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.tune_types import TUNE_TYPES, beat_of
from generator.notation.unfold import soundings_of
from tests.fuzz.words import FIELDS, MUSIC
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import examples, melodies
from tests.proof.playing import differing, length_to_spacing, main_notes, swing

COMPOSED = Path(__file__).parents[2] / "fuzz" / "composed.abc"
EIGHTH = Fraction(1, 8)
SOLO = [name for name, one in INSTRUMENTS.items() if one.partner is None]
DUETS = [name for name, one in INSTRUMENTS.items() if one.partner is not None]


@cache
def composed() -> list[Melody]:
    return [read_abc(tune.text) for tune in split_tunes(COMPOSED.read_text())]


@cache
def hornpipe() -> Melody:
    return next(one for one in composed() if one.rhythm == "hornpipe")


def bars_of(melody: Melody, times: int = 1) -> list[PlayedBar]:
    return with_lead_ins(timeline(melody, times))


def players(
    melody: Melody, instrument: str = "fiddle", *, times: int = 1, seed: int = 1
) -> tuple[Player, ...]:
    return perform(melody, bars_of(melody, times), INSTRUMENTS[instrument], seed=seed)


def pitches(notes: Sequence[PlayedNote]) -> list[int]:
    return [note.pitch for note in notes if not note.ornament]


def written(melody: Melody, times: int = 1) -> list[int]:
    soundings = soundings_of(bar.bar for bar in bars_of(melody, times))
    return [pitch for sounding in soundings for pitch in sounding.pitches]


def is_sound(player: Player) -> bool:
    """Notes in order from 0, each of some length, none into the next of its pitch."""
    notes = player.notes
    by_pitch = groupby(sorted(notes, key=lambda note: (note.pitch, note.onset)), lambda note: note.pitch)
    return (
        all(note.onset >= 0 and note.duration > 0 and 1 <= note.velocity <= 127 for note in notes)
        and all(before.onset <= after.onset for before, after in pairwise(notes))
        and all(one.end <= after.onset for _, same in by_pitch for one, after in pairwise(same))
    )


@given(
    melodies(), st.sampled_from([*TUNE_TYPES, ""]), st.sampled_from(SOLO), st.integers(1, 3), st.integers()
)
@examples(60)
def test_without_ornaments_the_notes_are_those_of_the_tune(
    melody: Melody, rhythm: str, instrument: str, times: int, seed: int
) -> None:
    melody = replace(melody, rhythm=rhythm)
    (player,) = players(melody, instrument, times=times, seed=seed)
    assert pitches(player.notes) == written(melody, times)
    assert is_sound(player)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_composed_and_printed_tunes_keep_their_notes_and_added_ones_are_in_range(instrument: str) -> None:
    plays = INSTRUMENTS[instrument]
    printed = [read_abc(text) for text in real_tunes(400) if "V:" not in text and "P:" not in text]
    for melody in composed() + printed:
        lead = players(melody, instrument)[0]
        assert pitches(lead.notes) == written(melody)
        assert is_sound(lead)
        assert all(plays.lowest <= note.pitch <= plays.highest for note in lead.notes if note.ornament)


@given(
    st.lists(st.sampled_from(FIELDS), max_size=4).map("\n".join),
    st.lists(st.sampled_from(MUSIC), min_size=1, max_size=30).map(" ".join),
)
@examples(150)
def test_whatever_can_be_read_can_be_performed(head: str, body: str) -> None:
    try:
        melody = read_abc(f"X:1\n{head}\nK:D\n{body}")
    except NotationError:
        return
    (player,) = players(melody)
    assert pitches(player.notes) == written(melody)
    assert all(before.onset <= after.onset for before, after in pairwise(player.notes))


@given(melodies(), st.sampled_from([*TUNE_TYPES, ""]))
@examples(60)
def test_every_note_begins_within_its_written_time(melody: Melody, rhythm: str) -> None:
    melody = replace(melody, rhythm=rhythm)
    beat, tempo = melody.tempo or beat_of(rhythm, melody.meter)
    late = beat * tempo / 60 * Fraction(9, 1000)
    earliest = Fraction(1, 4)  # a swung or snapped note moves within its pulse
    soundings = soundings_of(bar.bar for bar in bars_of(melody))
    for sounding, note in zip(soundings, main_notes(players(melody)[0].notes), strict=True):
        assert sounding.onset - earliest < note.onset < sounding.onset + sounding.duration + late


@pytest.mark.parametrize("instrument", DUETS)
def test_the_partner_of_a_duet_plays_the_tune_in_some_octave(instrument: str) -> None:
    partner = INSTRUMENTS[INSTRUMENTS[instrument].partner or ""]
    for melody in composed():
        for seed in range(3):
            _, second = players(melody, instrument, seed=seed)
            assert is_sound(second)
            assert second.notes
            assert all(partner.lowest <= note.pitch <= partner.highest for note in second.notes)
            classes = iter(pitch % 12 for pitch in written(melody))
            assert all(note.pitch % 12 in classes for note in second.notes)  # in this order


def test_players_of_a_duet_sit_apart_and_do_not_begin_at_once() -> None:
    lead, second = players(composed()[2], "fiddle and flute", seed=3)
    assert (lead.name, second.name) == ("fiddle", "flute")
    assert lead.role is second.role is Role.MELODY
    assert lead.pan < 0 < second.pan
    together = {note.onset for note in lead.notes} & {note.onset for note in second.notes}
    assert len(together) < len(second.notes) / 4


def test_the_same_seed_gives_the_same_notes_and_another_one_others() -> None:
    assert players(hornpipe(), seed=5) == players(hornpipe(), seed=5)
    assert players(hornpipe(), seed=5) != players(hornpipe(), seed=6)


@pytest.mark.parametrize("seed", range(3))
def test_the_second_time_through_a_part_is_not_the_first(seed: int) -> None:
    for melody in composed():
        shares = differing(melody, SOLO[seed])
        assert not shares or min(shares) >= 0.08


def test_a_hornpipe_swings() -> None:
    ratio = swing([hornpipe()], EIGHTH, EIGHTH)
    assert ratio is not None
    assert 1.6 <= ratio <= 2.0


@pytest.mark.parametrize("instrument", SOLO)
def test_loudness_varies_and_notes_are_not_held_throughout(instrument: str) -> None:
    notes = players(hornpipe(), instrument)[0].notes
    assert len({note.velocity for note in notes}) >= 12
    assert 0.7 <= length_to_spacing(notes) <= 0.98 + 1e-3


def test_pipes_hardly_stop_where_the_tune_has_no_rest_and_never_strike_a_note_again() -> None:
    without_rests = [one for one in composed() if all(note.pitches for bar in one.bars for note in bar.notes)]
    assert len(without_rests) > 5
    for melody in without_rests:
        for before, after in pairwise(players(melody, "pipes")[0].notes):
            assert before.end >= before.onset + (after.onset - before.onset) * Fraction(9, 10)
            assert before.pitch != after.pitch


@pytest.mark.parametrize("body", ["|:d4e4|f8:|", "a2|d4e4|f4z2|]"])
def test_the_last_note_rings_beyond_the_end(body: str) -> None:
    melody = read_abc(f"X:1\nR:reel\nM:4/4\nL:1/8\nK:D\n{body}")
    bars = timeline(melody)
    assert players(melody)[0].notes[-1].end == bars[-1].end + Fraction(1, 2)


def test_a_tune_without_notes_has_nothing_to_play() -> None:
    silent = Melody(Meter(4, 4), Key("D", "maj"), (Bar((Note((), Fraction(1)),)),))
    assert [player.notes for player in players(silent, "fiddle and flute")] == [(), ()]


@given(melodies())
@examples(40)
def test_a_plain_performance_is_what_is_written(melody: Melody) -> None:
    bars = timeline(melody)
    (player,) = play_plainly(bars, INSTRUMENTS["fiddle and flute"])
    assert player.name == "fiddle"
    assert [(note.onset, note.duration, note.pitch) for note in player.notes] == [
        (one.onset, one.duration, pitch)
        for one in soundings_of(bar.bar for bar in bars)
        for pitch in one.pitches
    ]
    assert not any(note.ornament for note in player.notes)
    assert {note.velocity for note in player.notes} <= {84, 94, 100}


def test_a_tune_of_32_bars_takes_a_few_milliseconds() -> None:
    bars = timeline(hornpipe(), 2)
    started = process_time()
    for _ in range(5):
        perform(hornpipe(), bars, INSTRUMENTS["fiddle"], seed=1)
    assert (process_time() - started) / 5 < 0.1
