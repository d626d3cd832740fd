"""Each construct read, unfolded, as MIDI, as ABC again, as MusicXML, by abc2midi, and drawn."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from html import unescape
from typing import Any

import pytest
from music21 import converter, harmony, key, meter, repeat, stream
from symusic import Score

from generator.arrangement.harmony import Harmony, harmonise
from generator.notation.melody import Melody
from generator.notation.reading.books.book import first_tune
from generator.notation.reading.reader import Reading, read_tune
from generator.notation.theory import split_chord
from generator.notation.unfold import unfold
from generator.notation.writing.writer import write_abc
from generator.playing import Playing
from generator.render.musicxml.document import musicxml
from generator.render.pipeline import render
from tests.generator.notation.constructs.catalogue import CONSTRUCTS, TABLES
from tests.generator.notation.constructs.construct import Construct, Sound, sounds
from tests.generator.render.pictures import svg_of
from tests.proof.abc2midi import plain

TOLERANCE = 0.02
"""In quarters: abc2midi begins notes a little late and ends them a little early."""

_BLOCK = re.compile(r"^%%begintext.*?^%%endtext\n", re.MULTILINE | re.DOTALL)

each = pytest.mark.parametrize("name", CONSTRUCTS)


def played(reading: Reading) -> list[Sound]:
    """In quarters."""
    return sorted(
        (4 * one.onset, 4 * one.duration, pitch) for one in unfold(reading.melody) for pitch in one.pitches
    )


@cache
def score_of_midi(name: str) -> Any:
    """Of the file that `--plain` makes, in quarters."""
    playing = Playing(plain=True, times=1)
    made = render([CONSTRUCTS[name].melody], playing, formats=frozenset({"mid"}))
    return Score.from_midi(made.files["mid"], ttype="quarter")


@cache
def score_of_musicxml(name: str) -> stream.Score:
    melody = CONSTRUCTS[name].melody
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # music21's own
        score = converter.parse(musicxml(melody, melody.title, _symbols(melody)), format="musicxml")
    assert isinstance(score, stream.Score)
    return score


@cache
def picture(name: str) -> str:
    melody = CONSTRUCTS[name].melody
    return svg_of(melody, melody.title, _symbols(melody))


def _symbols(melody: Melody) -> Harmony | None:
    """Chord symbols, if the tune has some of its own."""
    own = any(split_chord(text) for bar in melody.bars for _, text in bar.chords)
    return harmonise(melody) if own else None


def test_no_name_stands_twice() -> None:
    assert len(CONSTRUCTS) == sum(map(len, TABLES.values())) > 130


@each
def test_it_sounds_as_the_standard_has_it(name: str) -> None:
    assert played(CONSTRUCTS[name].reading) == sounds(CONSTRUCTS[name].notes)


@each
def test_what_is_left_out_is_said_and_nothing_else(name: str) -> None:
    said = [notice.text for notice in CONSTRUCTS[name].reading.notices]
    assert len(said) == len(CONSTRUCTS[name].said)
    assert all(part in text for part, text in zip(CONSTRUCTS[name].said, said, strict=True)), said


@each
def test_the_midi_file_has_its_notes(name: str) -> None:
    (track,) = score_of_midi(name).tracks
    found = sorted((note.time, note.duration, note.pitch) for note in track.notes)
    expected = sounds(CONSTRUCTS[name].notes)
    assert [pitch for *_, pitch in found] == [pitch for *_, pitch in expected]
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(tuple(map(float, other)), abs=1e-3)


@each
def test_the_midi_file_has_its_meters_keys_and_tempi(name: str) -> None:
    construct, score = CONSTRUCTS[name], score_of_midi(name)
    meters = [(one.time, f"{one.numerator}/{one.denominator}") for one in score.time_signatures]
    assert meters == list(construct.meters)
    assert [(one.time, one.key) for one in score.key_signatures] == list(construct.keys)
    if construct.tempi is not None:
        assert [(one.time, round(one.qpm, 2)) for one in score.tempos] == list(construct.tempi)


@each
def test_written_again_it_reads_the_same(name: str) -> None:
    reading = CONSTRUCTS[name].reading
    written = write_abc(reading.melody, title=reading.melody.title, chords=True)
    again = read_tune(written)
    assert _unopened(again.melody) == _unopened(reading.melody), written
    assert {notice.text for notice in again.notices} <= {notice.text for notice in reading.notices}


def _unopened(melody: Melody) -> Melody:
    """Without the signs that open repeats: the writer opens each, and it sounds the same."""
    return replace(melody, bars=tuple(replace(bar, opens_repeat=False) for bar in melody.bars))


@each
def test_music21_reads_its_meters_and_keys(name: str) -> None:
    construct, score = CONSTRUCTS[name], score_of_musicxml(name)
    signatures = score.recurse().getElementsByClass(meter.TimeSignature)
    meters = [one.ratioString for one in signatures if not isinstance(one, meter.SenzaMisuraTimeSignature)]
    printed = construct.printed_meters
    assert meters == (list(printed) if printed is not None else [name for _, name in construct.meters])
    keys = list(score.recurse().getElementsByClass(key.KeySignature))
    if construct.signature:
        assert sorted(pitch.name for pitch in keys[0].alteredPitches) == sorted(construct.signature)
    else:
        assert [one.sharps for one in keys] == [sharps for _, sharps in construct.keys]


@each
def test_music21_plays_the_same(name: str) -> None:
    construct = CONSTRUCTS[name]
    try:
        found = sorted(_sounding(score_of_musicxml(name).expandRepeats()))
    except repeat.ExpanderException:
        found = []
    assert (found == sounds(construct.notes)) != bool(construct.by_music21), found


def _sounding(score: stream.Score) -> list[Sound]:
    """The notes without grace notes; what is tied is one."""
    found: list[list[Any]] = []
    notes: Iterable[Any] = score.parts[0].flatten().notes
    for one in notes:
        if isinstance(one, harmony.Harmony) or one.duration.isGrace:
            continue
        onset, length = Fraction(one.offset), Fraction(one.quarterLength)
        for note in one.notes if one.isChord else [one]:
            before = next(
                (other for other in found if other[2] == note.pitch.midi and other[0] + other[1] == onset),
                None,
            )
            if note.tie and note.tie.type in ("stop", "continue") and before:
                before[1] += length
            elif [onset, length, note.pitch.midi] not in found:
                found.append([onset, length, note.pitch.midi])
    return [(onset, length, pitch) for onset, length, pitch in found]


@each
def test_music21_reads_its_chords_and_lyrics(name: str) -> None:
    construct, score = CONSTRUCTS[name], score_of_musicxml(name)
    chords = score.recurse().getElementsByClass(harmony.ChordSymbol)
    assert tuple(one.figure for one in chords) == construct.chords
    verses: dict[int, str] = {}
    for note in score.recurse().notes:
        for lyric in note.lyrics:
            goes_on = lyric.syllabic in ("begin", "middle")
            verses[lyric.number] = verses.get(lyric.number, "") + (lyric.text or "") + " " * (not goes_on)
    assert tuple(" ".join(text.split()) for _, text in sorted(verses.items())) == construct.lyrics


@each
def test_abc2midi_plays_the_same_or_is_known_to_be_wrong(name: str) -> None:
    construct = CONSTRUCTS[name]
    assert _same(_by_abc2midi(construct), sounds(construct.notes)) != bool(construct.by_abc2midi)


def _by_abc2midi(construct: Construct) -> list[tuple[float, float, int]]:
    """What abc2midi plays, which is in the symusic wheel; the first voice, a unison once."""
    try:
        tune = _BLOCK.sub("", first_tune(construct.abc).text)
        score: Any = Score.from_abc(plain(tune), ttype="quarter")
    except RuntimeError:  # it plays nothing
        return []
    notes = score.tracks[0].notes if score.tracks else []
    return sorted({(note.time, note.duration, note.pitch) for note in notes})


def _same(found: list[tuple[float, float, int]], expected: list[Sound]) -> bool:
    return len(found) == len(expected) and all(
        one == pytest.approx(other, abs=TOLERANCE)
        for one, other in zip(_in_order(found), _in_order(expected), strict=True)
    )


def _in_order(found: Iterable[tuple[Any, Any, int]]) -> list[tuple[float, float, int]]:
    """Those that begin together by their pitches, however late each is."""
    in_order = sorted(found, key=lambda one: (round(24 * one[0]), one[2]))
    return [(float(onset), float(length), pitch) for onset, length, pitch in in_order]


@each
def test_it_is_drawn(name: str) -> None:
    construct, svg = CONSTRUCTS[name], picture(name)
    counts = {group: len(re.findall(rf'class="{group}[" ]', svg)) for group in construct.drawn}
    assert counts == construct.drawn
    shown = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", svg)))
    assert [words for words in construct.words if words not in shown] == []
