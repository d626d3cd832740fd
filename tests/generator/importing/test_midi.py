"""MIDI files: Lilt's own come back as the same notes; others are put on a grid, and what is lost is said."""

from __future__ import annotations

import io
from fractions import Fraction
from random import Random

import mido
import pytest
from hypothesis import given

from generator.errors import BadRequest
from generator.importing.files import read_file
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from generator.notation.writing.writer import write_abc
from generator.playing import Playing
from generator.render.abc import render_abc
from tests.generator.importing.music_files import imported, melody_of, midi, plain_midi, sounds
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import examples, melodies

SCALE = [60, 62, 64, 65, 67, 69, 71, 72]
METER = mido.MetaMessage("time_signature", numerator=4, denominator=4)
JIG = "X:1\nT:A Jig\nM:6/8\nL:1/8\nQ:3/8=112\nK:Edor\n|:B|EFG GFE|A>BA (3ABA G|B3 e3-|e3 z2:|\n"


def steps(lengths: list[float], pitches: list[int] = SCALE) -> list[tuple[float, float, int]]:
    """Notes one after the other."""
    notes, now = [], 0.0
    for index, length in enumerate(lengths):
        notes.append((now, now + length, pitches[index % len(pitches)]))
        now += length
    return notes


def durations(content: bytes) -> list[float]:
    """In quarter notes."""
    return [float(one.duration * 4) for one in unfold(imported(content))]


@pytest.mark.parametrize("abc", [JIG, *real_tunes(200)])
def test_a_tune_comes_back_from_its_plain_midi_file(abc: str) -> None:
    try:
        melody = read_abc(abc)
    except Exception:  # noqa: BLE001 - the reader's tests are elsewhere
        pytest.skip("is not read")
    found = imported(plain_midi(abc))
    assert sounds(found) == sounds(melody)
    assert found.key.signature == melody.key.signature


def test_a_pickup_and_the_bar_that_it_cuts_short_are_no_changes_of_meter() -> None:
    body = write_abc(imported(plain_midi(JIG)), title="A Jig").split("K:Edor\n")[1]
    assert body.startswith("B|EFG GFE|")
    assert "M:" not in body


def test_meter_tempo_pickup_key_and_title_come_back() -> None:
    found = imported(plain_midi(JIG))
    assert (found.meter.name, found.tempo, found.key.name) == ("6/8", (Fraction(3, 8), 112), "E Dorian")
    assert found.title == "A Jig"
    assert found.bars[0].duration == Fraction(1, 8)


@examples(10)
@given(melodies().map(lambda melody: write_abc(melody, title="t")))
def test_any_tune_comes_back_from_its_plain_midi_file(abc: str) -> None:
    assert sounds(imported(plain_midi(abc))) == sounds(read_abc(abc))


@pytest.mark.parametrize("seed", range(5))
def test_notes_played_unevenly_are_put_on_the_grid(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    lengths = [0.5, 0.5, 0.25, 0.25, 0.5, 1 / 3, 1 / 3, 1 / 3, 1, 0.75, 0.25, 2] * 3
    played = [
        (max(0, begin + chance.gauss(0, 0.02)), end - 0.06, pitch) for begin, end, pitch in steps(lengths)
    ]
    assert durations(midi(played, meta=[METER])) == pytest.approx([*lengths[:-1], 2.0])
    assert "sixteenths or triplets" in " ".join(read_file("a.mid", midi(played, meta=[METER])).notices)


def test_short_gaps_are_how_a_note_is_played_and_long_ones_are_rests() -> None:
    notes = [(0, 0.45, 60), (0.5, 0.9, 62), (1, 1.9, 64), (3, 3.95, 65)]
    bar = imported(midi(notes, meta=[METER])).bars[0]
    assert [float(one.length * 8) for one in bar.notes] == [1, 1, 2, 2, 2]
    assert [bool(one.pitches) for one in bar.notes] == [True, True, True, False, True]


def test_the_part_with_most_single_notes_is_the_melody_and_the_others_are_named() -> None:
    tune = steps([0.5] * 16)
    chords = [(beat, beat + 0.5, pitch) for beat in range(8) for pitch in (48, 52, 55)]
    drums = [(beat / 4, beat / 4 + 0.1, 38) for beat in range(32)]
    read = read_file("a.mid", midi(chords, tune, drums, meta=[METER], channels=(0, 1, 9)))
    assert [pitch for _, pitch in sounds(melody_of(read))] == SCALE * 2
    assert read.notices[0] == "The melody is one part; 1 other part and the drums are left out."


def test_of_a_chord_the_top_note_is_kept() -> None:
    lower = [(begin, end, pitch - 7) for begin, end, pitch in steps([0.5] * 8)]
    read = read_file("a.mid", midi(steps([0.5] * 8) + lower, meta=[METER]))
    assert [pitch for _, pitch in sounds(melody_of(read))] == SCALE
    assert "Only the top notes of its chords are kept." in read.notices


def test_a_lower_voice_under_the_tune_is_left_out() -> None:
    drone = [(beat, beat + 1.0, 45) for beat in (0.5, 2.25)]
    found = imported(midi(steps([2.0, 2.0]) + drone, meta=[METER]))
    assert [pitch for _, pitch in sounds(found)] == SCALE[:2]


def test_notes_that_overlap_a_little_are_all_kept() -> None:
    played = [(begin, end + 0.05, pitch) for begin, end, pitch in steps([0.5] * 8, SCALE[::-1])]
    assert len(sounds(imported(midi(played, meta=[METER])))) == 8


def test_bars_of_silence_before_the_tune_are_left_out_and_a_short_rest_makes_a_pickup() -> None:
    played = [(begin + 7.5, end + 7.5, pitch) for begin, end, pitch in steps([0.5] * 17)]
    found = imported(midi(played, meta=[METER]))
    assert [float(bar.duration * 8) for bar in found.bars] == [1, 8, 8]


def test_the_meter_and_key_may_change() -> None:
    meta = [
        METER,
        mido.MetaMessage("key_signature", key="G"),
        mido.MetaMessage("time_signature", numerator=3, denominator=4, time=8 * 480),
        mido.MetaMessage("key_signature", key="F"),
    ]
    found = read_file("a.mid", midi(steps([1.0] * 14), meta=meta))
    assert [float(bar.duration * 4) for bar in melody_of(found).bars] == [4, 4, 3, 3]


@pytest.mark.parametrize("every", [80])
def test_the_meter_is_guessed_where_the_file_says_none(every: int) -> None:
    right = wrong = 0
    for abc in real_tunes(every):
        try:
            meter = read_abc(abc).meter
            content = plain_midi(abc)
        except Exception:  # noqa: BLE001, S112 - the reader's tests are elsewhere
            continue
        read = read_file("a.mid", _without_meters(content))
        assert any(notice.startswith("It says no meter") for notice in read.notices)
        same = melody_of(read).meter.bar in (meter.bar, 2 * meter.bar)
        right, wrong = right + same, wrong + (not same)
    assert right > 9 * wrong


def _without_meters(content: bytes) -> bytes:
    file = mido.MidiFile(file=io.BytesIO(content))
    for track in file.tracks:
        kept, waited = mido.MidiTrack(), 0
        for message in track:
            waited += message.time
            if message.type != "time_signature":
                kept.append(message.copy(time=waited))
                waited = 0
        track[:] = kept
    written = io.BytesIO()
    file.save(file=written)
    return written.getvalue()


def test_the_part_that_is_named_as_the_melody_is_taken_else_the_first() -> None:
    low, high = steps([0.5] * 16), steps([0.5] * 16, [pitch + 12 for pitch in SCALE])
    for names, taken in (
        (("Piano", "Melody"), 12),
        (("Lead", "Piano"), 0),
        (("Flute", "Tune"), 0),
        (("", ""), 0),
    ):
        content = midi(low, high, meta=[METER])
        file = mido.MidiFile(file=io.BytesIO(content))
        for track, name in zip(file.tracks[1:], names, strict=True):
            track.insert(0, mido.MetaMessage("track_name", name=name))
        file.save(file=(written := io.BytesIO()))
        found = imported(written.getvalue())
        assert [pitch for _, pitch in sounds(found)] == [pitch + taken for pitch in SCALE * 2], names


@pytest.mark.parametrize("late", [7.3, 0.2, 3.7, 1.375])
def test_a_tune_that_begins_off_the_beat_is_moved_as_a_whole(late: float) -> None:
    played = [(begin + late, end + late, pitch) for begin, end, pitch in steps([0.5] * 12 + [1.0] * 2)]
    read = read_file("a.mid", midi(played, meta=[METER]))
    assert durations(midi(played, meta=[METER])) == [0.5] * 12 + [1.0] * 2
    assert not any(note.tuplet for bar in melody_of(read).bars for note in bar.notes)
    assert "It begins off the beat; all its notes were moved alike." in read.notices


def test_quintuplets_that_a_program_wrote_stay() -> None:
    lengths = [1.0, 0.2, 0.2, 0.2, 0.2, 0.2, 2.0]
    read = read_file("a.mid", midi(steps(lengths), meta=[METER]))
    assert durations(midi(steps(lengths), meta=[METER])) == pytest.approx(lengths)
    assert not any("off the beat" in notice for notice in read.notices)


def test_eighths_alone_in_threes_are_a_jig() -> None:
    bars = [[74, 78, 81, 78, 74, 78], [76, 79, 83, 79, 76, 73]] * 4
    jig = steps([0.5] * 48, [pitch for bar in bars for pitch in bar])
    assert melody_of(read_file("a.mid", midi(jig))).meter.name != "3/4"


def test_a_key_that_ends_early_is_that_of_the_notes_under_it() -> None:
    first, then = [67, 71, 74, 67, 71, 74, 69, 67], [62, 66, 69, 62, 66, 69, 64, 62]
    meta = [
        METER,
        mido.MetaMessage("key_signature", key="G"),
        mido.MetaMessage("key_signature", key="D", time=8 * 480),
    ]
    found = imported(midi(steps([1.0] * 16, first + then), meta=meta))
    (changed,) = [change.key for bar in found.bars for change in bar.changes if change.key]
    assert (found.key.name, changed.name) == ("G major", "D major")


def test_a_key_that_the_file_names_is_believed_but_for_clear_evidence() -> None:
    meta = [METER, mido.MetaMessage("key_signature", key="G")]
    ends_on_the_second = [67, 71, 74, 79, 74, 71, 72, 69]
    assert imported(midi(steps([1.0] * 8, ends_on_the_second), meta=meta)).key.name == "G major"
    dorian = [69, 72, 76, 81, 76, 72, 69, 69]
    assert imported(midi(steps([1.0] * 8, dorian), meta=meta)).key.name == "A Dorian"


def test_a_whole_band_gives_its_melody() -> None:
    abc = "X:1\nT:t\nR:reel\nM:4/4\nL:1/8\nK:D\n|:d2fd Adfd|c2ec AceA|d2fd Adfa|g2ec d4:|\n"
    band = render_abc(abc, Playing(backing="band"), formats=frozenset({"mid"})).files["mid"]
    read = read_file("a.mid", band)
    assert "other parts and the drums are left out" in read.notices[0]
    heard, written = ([pitch for _, pitch in sounds(one)] for one in (melody_of(read), read_abc(abc)))
    assert sum(pitch in heard for pitch in written) == len(written)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MThd", "damaged"),
        (b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x00\x60MTrk\x00\x00\x00\xff", "damaged"),
        (b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\xe7\x28MTrk\x00\x00\x00\x04\x00\xff\x2f\x00", "frames"),
        (midi([]), "no notes"),
        (midi([(0, 1, 38)], channels=(9,)), "no notes but drums"),
        (midi([(0, 1, 60), (10_000, 10_001, 60)]), "10 minutes"),
        (midi([(0, 1, 60), (30_000, 30_001, 60)]), "hours"),
        (midi(steps([1 / 8] * 3001)), "more than 3000 notes"),
        (midi(steps([1 / 480] * 20_001)), "more than 20000 notes"),
        (b"MThd" + bytes(300_000), "larger than 256 KiB"),
        (b"no midi", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BadRequest, match=f"file: tune.mid is not possible; as MIDI its? .*{why}"):
        read_file("/home/ann/tune.mid", content)


SWUNG = {"fifths": (0.6, 0.4), "tenths": (0.7, 0.3), "sevenths": (4 / 7, 3 / 7), "twentieths": (0.55, 0.45)}
WRITTEN = {"fifths": (0.5, 0.5), "tenths": (0.75, 0.25), "sevenths": (0.5, 0.5), "twentieths": (0.5, 0.5)}


@pytest.mark.parametrize("name", SWUNG)
@pytest.mark.parametrize("rest", [[1.0], [0.5, 0.5], [2.0]])
def test_beats_that_are_swung_by_odd_divisions_are_put_on_the_grid(name: str, rest: list[float]) -> None:
    content = midi(steps([*SWUNG[name], *SWUNG[name], *SWUNG[name], *rest] * 4), meta=[METER])
    assert durations(content) == pytest.approx([*WRITTEN[name], *WRITTEN[name], *WRITTEN[name], *rest] * 4)
    assert "moved to sixteenths or triplets" in " ".join(read_file("a.mid", content).notices)


@pytest.mark.parametrize("count", [5, 7])
def test_tuplets_of_five_and_seven_notes_stay(count: int) -> None:
    content = midi(steps([1.0, *[1 / count] * count, 1.0, *[1 / count] * count] * 4), meta=[METER])
    assert durations(content) == pytest.approx([1.0, *[1 / count] * count] * 8)


DORIAN = "X:1\nT:t\nM:4/4\nL:1/8\nK:Ddor\n|:D2FA B2cA|GECE GEB,E|D2FA BcAF|GECE D4:|\n"
MIXOLYDIAN = "X:1\nT:t\nM:4/4\nL:1/8\nK:Dmix\n|:D2FA d2fd|cAGE c2AG|F2Ad fdAF|GEcE D4:|\n"


def with_key(abc: str, key: str) -> bytes:
    """The plain MIDI file of a tune, as a program writes it that takes it for another key."""
    file = mido.MidiFile(file=io.BytesIO(plain_midi(abc)))
    for track in file.tracks:
        track[:] = [
            mido.MetaMessage("key_signature", key=key, time=one.time) if one.type == "key_signature" else one
            for one in track
        ]
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("abc", "key", "name", "guessed"),
    [
        (DORIAN, "C", "D Dorian", False),
        (DORIAN, "D", "D Dorian", True),
        (DORIAN, "Dm", "D Dorian", True),
        (MIXOLYDIAN, "D", "D Mixolydian", True),
        (MIXOLYDIAN, "G", "D Mixolydian", False),
        (MIXOLYDIAN, "C", "D Mixolydian", True),
        (JIG, "E", "E Dorian", True),
    ],
)
def test_a_mode_that_a_file_calls_major_is_known_by_its_notes(
    abc: str, key: str, name: str, guessed: bool
) -> None:
    read = read_file("a.mid", with_key(abc, key))
    assert read_abc(read.abc).key.name == name
    assert any("do not fit" in notice for notice in read.notices) == guessed
