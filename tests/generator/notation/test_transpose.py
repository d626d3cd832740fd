"""Other keys: exact, rightly spelled, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.melody import Melody, Pitch
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key
from generator.notation.transpose import in_octaves, lies_within, mean_pitch, nearest_to, to_tonic
from generator.notation.writing.writer import write_body
from tests.generator.notation.rich_strategies import rich_melodies
from tests.generator.notation.strategies import KEYS, examples, melodies


def pitches(melody: Melody) -> list[Pitch]:
    return [pitch for bar in melody.bars for note in bar.notes for pitch in note.pitches]


def scale(key: Key) -> Melody:
    return read_abc(f"L:1/8\nK:{key.field}\nC,D,E,F, G,A,B,C|DEFG ABcd|efga bc'd'e'|]")


def keys_like(key: Key) -> list[Key]:
    return [one for one in KEYS if one.mode == key.mode]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.field)
def test_every_key_is_reached_exactly_and_in_its_own_letters(key: Key) -> None:
    before = scale(key)
    for to in keys_like(key):
        after = to_tonic(before, to.tonic)
        steps = {new.midi - old.midi for new, old in zip(pitches(after), pitches(before), strict=True)}
        assert after.key == to
        assert len(steps) == 1
        assert -2 <= min(steps) <= 12
        assert (to.tonic_class - key.tonic_class - steps.pop()) % 12 == 0
        assert all(pitch.alter == to.signature[pitch.step] for pitch in pitches(after))
        assert before in in_octaves(after, key.tonic)


@given(melodies(), st.data())
@examples(40)
def test_any_tune_keeps_its_intervals_lengths_and_mode(melody: Melody, data: st.DataObject) -> None:
    to = data.draw(st.sampled_from(keys_like(melody.key)))
    after = to_tonic(melody, to.tonic)
    assert len({new.midi - old.midi for new, old in zip(pitches(after), pitches(melody), strict=True)}) <= 1
    assert all(abs(pitch.alter) <= 2 for pitch in pitches(after))
    assert after.key == to
    assert [bar.duration for bar in after.bars] == [bar.duration for bar in melody.bars]
    back = [[pitch.midi for pitch in pitches(one)] for one in in_octaves(after, melody.key.tonic)]
    assert [pitch.midi for pitch in pitches(melody)] in back


def test_a_key_without_a_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="seven"):
        to_tonic(scale(Key("D", "min")), "Db")


def test_the_octaves_are_octaves() -> None:
    moved = in_octaves(scale(Key("D", "maj")), "D")
    assert [pitches(one)[0].midi - pitches(scale(Key("D", "maj")))[0].midi for one in moved] == [
        -24,
        -12,
        0,
        12,
    ]


def test_the_nearest_octave_is_taken() -> None:
    tune = read_abc("L:1/8\nK:D\nd2d2|]")
    assert mean_pitch(nearest_to(in_octaves(tune, "D"), 60)) == 62
    assert mean_pitch(nearest_to(in_octaves(tune, "D"), 75)) == 74


def test_long_notes_weigh_more() -> None:
    assert mean_pitch(read_abc("L:1/8\nK:C\nC3G|]")) == 60 + 7 / 4


def test_a_range_is_of_all_notes() -> None:
    tune = read_abc("L:1/8\nK:C\nCzc[Eg]|]")
    assert lies_within(tune, 60, 79)
    assert not lies_within(tune, 61, 79)
    assert not lies_within(tune, 60, 78)


def sounds(melody: Melody) -> list[object]:
    """All that sounds, and the keys, however they are spelled."""
    found: list[object] = [melody.key]
    for bar in melody.bars:
        found += [
            (c.onset, c.key and (c.key.tonic_class, c.key.mode, len(c.key.altered))) for c in bar.changes
        ]
        for note in bar.notes:
            grace = note.signs.grace.pitches if note.signs.grace else ()
            found.append([[pitch.midi for pitch in pitches] for pitches in (note.pitches, grace)])
    return found


@given(rich_melodies(), st.data())
@examples(25)
def test_there_and_back_it_is_the_same_tune(melody: Melody, data: st.DataObject) -> None:
    melody = replace(melody, key=replace(melody.key, altered=()))
    to = data.draw(st.sampled_from(keys_like(melody.key)))
    try:
        there = to_tonic(melody, to.tonic)
    except ValueError:  # a key of its own that no accidentals can write there
        return
    assert sounds(melody) in [sounds(one) for one in in_octaves(there, melody.key.tonic)]
    signs = [[note.signs.syllables for note in bar.notes] for bar in melody.bars]
    assert [[note.signs.syllables for note in bar.notes] for bar in there.bars] == signs


@pytest.mark.parametrize(
    ("body", "to", "moved"),
    [
        ("K:Dphr ^f\n{e}d2|]", "E", "K:Ephr ^g\n{f}e2|]"),
        ("K:D\nd2[K:A]c2|]", "C", "K:Cmaj\nc2[K:Gmaj]B2|]"),
        ("K:D\nd2[K:E]^d2|]", "Db", "K:Dbmaj\nd2[K:Ebmaj]d2|]"),
        ('K:D\nd2"^up"[K:G]"D7"c2|]', "F", 'K:Fmaj\nf2[K:Bbmaj]"F7""^up"e2|]'),
    ],
)
def test_a_key_and_its_changes_move_with_the_notes(body: str, to: str, moved: str) -> None:
    tune = nearest_to(in_octaves(read_abc(f"M:2/4\nL:1/8\n{body}"), to), 72)
    key, _, music = moved.partition("\n")
    assert f"K:{tune.key.field}" == key
    assert write_body(tune, chords=True) == music
