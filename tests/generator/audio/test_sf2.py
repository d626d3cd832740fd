"""Soundfonts cut out of others sound the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.audio.sf2 import DRUMS, NotASoundfont, open_soundfont, take_presets
from generator.audio.soundfonts import bundled_soundfont
from generator.audio.stage import stage
from generator.audio.synth import synthesise
from tests.generator.audio.band import bass, chords, drum, melody, midi, performance

WHOLE = bundled_soundfont()
BAND = stage(midi(performance(melody("fiddle", 2), chords(25, bars=2), bass(2), drum(2))))


def test_a_band_sounds_the_same_to_the_last_bit() -> None:
    soundfont = open_soundfont(WHOLE)
    taken = take_presets({place: (soundfont, place) for place in BAND.presets})
    assert len(taken) < 600_000
    expected, got = (synthesise(BAND.midi, content) for content in (WHOLE.read_bytes(), taken))
    assert expected.samples.tobytes() == got.samples.tobytes()


def test_a_preset_can_be_put_in_anothers_place() -> None:
    soundfont = open_soundfont(WHOLE)
    taken = take_presets({(0, 21): (soundfont, (0, 20))})
    as_21, as_20 = (stage(midi(performance(chords(program)))).midi for program in (21, 20))
    got, expected = synthesise(as_21, taken), synthesise(as_20, WHOLE.read_bytes())
    assert expected.samples.tobytes() == got.samples.tobytes()


def test_what_was_cut_out_can_be_cut_again(tmp_path: Path) -> None:
    soundfont = open_soundfont(WHOLE)
    places = sorted([(0, 40), (0, 25), (DRUMS, 0)])
    once = take_presets({place: (soundfont, place) for place in places})
    (tmp_path / "once.sf2").write_bytes(once)
    again = open_soundfont(tmp_path / "once.sf2")
    assert take_presets({place: (again, place) for place in places}) == once


def test_presets_of_two_soundfonts_become_one(tmp_path: Path) -> None:
    soundfont = open_soundfont(WHOLE)
    for program in (40, 25):
        content = take_presets({(0, program): (soundfont, (0, program))})
        (tmp_path / f"{program}.sf2").write_bytes(content)
    parts = {program: open_soundfont(tmp_path / f"{program}.sf2") for program in (40, 25)}
    joined = take_presets({(0, program): (part, (0, program)) for program, part in parts.items()})
    music = stage(midi(performance(melody("fiddle"), chords(25)))).midi
    expected, got = synthesise(music, WHOLE.read_bytes()), synthesise(music, joined)
    assert expected.samples.tobytes() == got.samples.tobytes()


def test_it_knows_what_it_has() -> None:
    soundfont = open_soundfont(WHOLE)
    assert soundfont.has((0, 40))
    assert not soundfont.has((7, 40))


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"RIFF\4\0\0\0WAVE", b"RIFF\xff\0\0\0sfbkLIST\xf0\0\0\0pdta"]
)
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.sf2").write_bytes(content)
    with pytest.raises(NotASoundfont):
        open_soundfont(tmp_path / "other.sf2")


def test_a_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "half.sf2").write_bytes(WHOLE.read_bytes()[:3_000_000])
    with pytest.raises(NotASoundfont):
        open_soundfont(tmp_path / "half.sf2")
