"""The meters, keys and tempi of a MIDI file where they change, read by symusic and by music21."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mido
import pytest
from hypothesis import given
from music21 import converter
from music21.key import KeySignature
from music21.meter import TimeSignature
from music21.tempo import MetronomeMark
from symusic import Score

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.errors import RenderError
from generator.notation.changes import State, states
from generator.notation.form import Section, from_sections, pickup_offsets
from generator.notation.melody import Bar, Change, Melody, Note, Pitch, Tempo
from generator.notation.reading.reader import read_abc
from generator.notation.theory import FREE, Key, Meter
from generator.notation.tune_types import beat_of
from generator.notation.unfold import played_order
from generator.playing import Playing
from generator.render.midi import TICKS_PER_QUARTER, make_midi
from tests.generator.arrangement.rich_tunes import numbers, rich_tune
from tests.generator.notation.strategies import examples

FOUR = Meter(4, 4)
WHOLE = 4 * TICKS_PER_QUARTER
D, G = Key("D", "maj"), Key("G", "maj")


def midi(melody: Melody, *, plain: bool = True) -> bytes:
    playing = Playing(plain=plain, times=1)
    return make_midi(arrange_set(tunes_of_set([melody], playing), playing))


def part(
    *lengths: Fraction | int, meter: Meter | None = None, key: Key | None = None, tempo: Tempo | None = None,
    times: int = 1, name: str = "",
) -> Section:  # fmt: skip
    """Bars of one note each, in whole notes."""
    bars = [Bar((Note((Pitch("D", 4),), Fraction(length)),)) for length in lengths]
    change = Change(Fraction(0), meter, key, tempo)
    first = replace(bars[0], changes=(change,) if meter or key or tempo else (), part=name)
    return Section((first, *bars[1:]), times)


def tune(*parts: Section, meter: Meter = FOUR, key: Key = G, **more: Any) -> Melody:
    return from_sections(Melody(meter, key, (), **more), parts)


def score(melody: Melody, *, plain: bool = True) -> Any:
    return Score.from_midi(midi(melody, plain=plain), ttype="tick")


def keys(melody: Melody) -> list[tuple[float, int]]:
    return [(mark.time / WHOLE, mark.key) for mark in score(melody).key_signatures]


def meters(melody: Melody) -> list[tuple[float, str]]:
    signatures = score(melody).time_signatures
    return [(mark.time / WHOLE, f"{mark.numerator}/{mark.denominator}") for mark in signatures]


def tempi(melody: Melody, *, plain: bool = True) -> list[tuple[float, int]]:
    return [(mark.time / WHOLE, round(mark.qpm)) for mark in score(melody, plain=plain).tempos]


def test_a_jig_in_d_says_so() -> None:
    jig = read_abc("X:1\nM:6/8\nL:1/8\nK:D\nDFA AFD|]")
    assert (meters(jig), keys(jig)) == ([(0, "6/8")], [(0, 2)])


def test_a_key_changes_where_its_part_begins_and_back_where_it_comes_again() -> None:
    assert keys(tune(part(1, 1, times=2), part(1, key=D, times=2))) == [(0, 1), (4, 2)]
    named = tune(part(1, 1, name="A"), part(1, key=D, name="B"), order=("A", "B", "A"))
    assert keys(named) == [(0, 1), (2, 2), (3, 1)]


def test_a_repeat_goes_back_to_the_key_and_meter_of_its_beginning() -> None:
    change = Change(Fraction(0), Meter(3, 4), D)
    bars = (part(1).bars[0], replace(part(Fraction(3, 4)).bars[0], changes=(change,)))
    melody = tune(Section(bars, 2))
    assert keys(melody) == [(0, 1), (1, 2), (1.75, 1), (2.75, 2)]
    assert meters(melody) == [(0, "4/4"), (1, "3/4"), (1.75, "4/4"), (2.75, "3/4")]


def test_a_key_may_change_inside_a_bar() -> None:
    half = Note((Pitch("D", 4),), Fraction(1, 2))
    bar = Bar((half, half), changes=(Change(Fraction(1, 2), key=D),))
    assert keys(tune(Section((bar,), 2))) == [(0, 1), (0.5, 2), (1, 1), (1.5, 2)]


@pytest.mark.parametrize(
    ("key", "sharps"),
    [
        (Key("D", "phr", (("F", 1),)), -2), (Key("A", "mix", (("G", 0),)), 2),
        (Key("D", "min", (("C", 1),)), -1),
        (Key("C", "maj", (("F", 1), ("C", 1))), 2), (Key("E", "min"), 1),
    ],
)  # fmt: skip
def test_a_signature_of_its_own_becomes_the_nearest_one(key: Key, sharps: int) -> None:
    assert keys(tune(part(1), key=key)) == [(0, sharps)]


@pytest.mark.parametrize(
    ("meter", "name", "clocks"),
    [
        (Meter(7, 8), "7/8", 12), (Meter(7, 8, (2, 2, 3)), "7/8", 12), (Meter(10, 8), "10/8", 12),
        (Meter(5, 4), "5/4", 24), (Meter(6, 8), "6/8", 36), (Meter(3, 4), "3/4", 24),
        (Meter(2, 1), "2/1", 96),
    ],
)  # fmt: skip
def test_a_meter_has_its_clicks(meter: Meter, name: str, clocks: int) -> None:
    melody = tune(part(meter.bar, meter.bar), meter=meter)
    assert meters(melody) == [(0, name)]
    file = mido.MidiFile(file=io.BytesIO(midi(melody)))
    assert {one.clocks_per_click for one in file.tracks[0] if one.type == "time_signature"} == {clocks}


def test_bars_of_a_free_meter_are_as_long_as_they_are() -> None:
    melody = tune(part(Fraction(3, 4), 1, Fraction(1, 2)), meter=FREE)
    assert meters(melody) == [(0, "3/4"), (0.75, "4/4"), (1.75, "2/4")]


def test_a_tempo_changes_where_it_is_written_and_in_proportion_to_what_is_asked() -> None:
    melody = tune(part(1), part(1, tempo=(Fraction(1, 4), 60)), tempo=(Fraction(1, 4), 120))
    assert tempi(melody) == [(0, 120), (1, 60)]
    playing = Playing(plain=True, times=1, tempo=60)
    (one,) = tunes_of_set([melody], playing)
    assert one.seconds == 4 + 8
    assert [int(tempo) for _, tempo in arrange_set([one], playing).tempos] == [60, 30]


def test_all_wait_where_a_note_is_held() -> None:
    melody = read_abc("X:1\nR:reel\nM:4/4\nL:1/4\nQ:1/4=100\nK:D\nDEFG|DEFG|]")
    held = replace(
        melody.bars[0].notes[2], signs=replace(melody.bars[0].notes[2].signs, decorations=("fermata",))
    )
    bar = replace(melody.bars[0], notes=(*melody.bars[0].notes[:2], held, melody.bars[0].notes[3]))
    melody = replace(melody, bars=(bar, melody.bars[1]))
    assert tempi(melody, plain=False)[:3] == [(0, 100), (0.5, 65), (0.75, 100)]
    assert tempi(melody) == [(0, 100)]


@pytest.mark.parametrize("tempo", [(Fraction(1, 64), 1), (Fraction(16), 10**8)])
def test_a_tempo_that_no_file_can_say_is_refused(tempo: Tempo) -> None:
    with pytest.raises(RenderError, match="tempo"):
        midi(tune(part(1), tempo=tempo))


def in_time(number: int) -> Melody:
    """One that does not breathe as an air does."""
    melody = rich_tune(number)
    return replace(melody, rhythm="reel") if melody.rhythm == "air" else melody


def played(melody: Melody) -> Iterator[tuple[int, int, State, Bar]]:
    """Tick, index as written, what is in force, and the bar."""
    onset, in_force = Fraction(0), states(melody)
    for index in played_order(melody):
        yield round(onset * WHOLE), index, in_force[index], melody.bars[index]
        onset += melody.bars[index].duration


def at(marks: Sequence[Any], tick: int) -> Any:
    return marks[bisect_right([mark.time for mark in marks], tick) - 1]


@given(numbers)
@examples(60)
def test_every_bar_has_its_meter_key_and_tempo(number: int) -> None:
    melody = in_time(number)
    content = score(melody)
    pickups = pickup_offsets(melody)
    lines = set(counted_lines(content))
    for tick, index, state, bar in played(melody):
        if not state.meter.free and bar.duration == state.meter.bar:
            mark = at(content.time_signatures, tick)
            assert (mark.numerator, mark.denominator) == (state.meter.count, state.meter.unit)
        assert pickups[index] or tick in lines
        if not state.key.altered:
            assert at(content.key_signatures, tick).key == state.key.fifths
        beat, tempo = state.tempo or beat_of(melody.rhythm, melody.meter)
        assert at(content.tempos, tick).qpm == pytest.approx(float(4 * beat * tempo), rel=1e-4)


def counted_lines(content: Any) -> Iterator[int]:
    """Where a program that counts bars from the beginning has its bar lines."""
    marks, end = content.time_signatures, max(note.end for track in content.tracks for note in track.notes)
    for mark, until in zip(marks, [*(one.time for one in marks[1:]), end + 4 * WHOLE], strict=True):
        yield from range(mark.time, until, WHOLE * mark.numerator // mark.denominator)


@given(numbers)
@examples(60)
def test_a_file_lasts_as_long_as_is_said(number: int) -> None:
    playing = Playing(plain=True, times=1)
    tunes = tunes_of_set([in_time(number)], playing)
    performance = arrange_set(tunes, playing)
    length = mido.MidiFile(file=io.BytesIO(make_midi(performance))).length
    assert length == pytest.approx(tunes[0].seconds, rel=1e-3)
    assert length == pytest.approx(performance.seconds, rel=1e-3)


@pytest.mark.parametrize("number", range(4))
def test_music21_reads_the_same_marks_as_symusic(number: int) -> None:
    content = midi(rich_tune(number))
    opened: Any = converter.parseData(content, format="midi", quantizePost=False)
    other: Any = Score.from_midi(content, ttype="tick")
    flat = opened.parts[0].flatten()
    found = [(round(one.offset * TICKS_PER_QUARTER), one.ratioString) for one in flat[TimeSignature]]
    assert found == [(one.time, f"{one.numerator}/{one.denominator}") for one in other.time_signatures]
    signatures = [(round(one.offset * TICKS_PER_QUARTER), one.sharps) for one in flat[KeySignature]]
    assert signatures == [(one.time, one.key) for one in other.key_signatures]
    marks = [(round(one.offset * TICKS_PER_QUARTER), one.getQuarterBPM()) for one in flat[MetronomeMark]]
    assert [tick for tick, _ in marks] == [one.time for one in other.tempos]
    assert [qpm for _, qpm in marks] == pytest.approx([one.qpm for one in other.tempos], abs=0.5)
