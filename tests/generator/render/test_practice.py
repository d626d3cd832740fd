"""Practice as it is heard: real MP3s, decoded again."""

from __future__ import annotations

import io
from itertools import accumulate, pairwise

import mido
import numpy as np
import pytest

from generator.playing import Playing
from generator.practice_text import read_practice
from generator.render.abc import render_abc
from generator.tune import Rendering
from tests.generator.audio.measures import (
    RATE,
    Samples,
    cents_off,
    decibels,
    decode_stereo,
    loudness,
    true_peak,
)

HEAD = "X:1\nT:Practice\nR:jig\nM:6/8\nL:1/8\nQ:3/8=100\nK:D\n"
TUNE = HEAD + "|:A|dfa afd|gfe d2A|dfa afd|gfe d2:|\n|:e|e3 aaa|faa eaa|faa gfe|d3 d2:|"
SILENCE = 0.25
"""Seconds before the first click."""
BEATS = (60, 73, 87, 100)
"""Of the loops of TEXT: those of 60 to 100 % of 100 beats a minute."""
TEXT = "B x4, 60-100 %, click, split"
_E5 = 76


def rendered(abc: str, text: str, instrument: str = "fiddle", backing: str | None = None) -> Rendering:
    playing = Playing(practice=read_practice(text), instrument=instrument, backing=backing)
    return render_abc(abc, playing, formats=frozenset({"mp3", "mid"}))


@pytest.fixture(scope="module")
def practised() -> Rendering:
    return rendered(TUNE, TEXT, instrument="flute", backing="guitar")


@pytest.fixture(scope="module")
def sound(practised: Rendering) -> Samples:
    return decode_stereo(practised.files["mp3"])


def eighths() -> list[float]:
    """When each eighth begins, in seconds: a short silence, 5 eighths of the count-in, then 24 a loop."""
    paces = [60 / beat / 3 for beat in BEATS]
    spans = [paces[0]] * 5 + [pace for pace in paces for _ in range(24)]
    return list(accumulate(spans, initial=SILENCE))


def onset(samples: Samples, second: float) -> float:
    """How much later than this second it suddenly becomes loud, in seconds."""
    start = round((second - 0.03) * RATE)
    window = np.abs(samples[max(0, start) : start + round(0.06 * RATE)])
    return float((max(0, start) + np.argmax(window > 0.3 * window.max())) / RATE - second)


def test_each_click_is_within_5_ms_of_its_beat() -> None:
    """Heard on the right of a tune whose backing is silent."""
    mp3 = rendered(HEAD + '|:e|"N.C."e3 aaa|faa eaa|faa gfe|d3 d2:|', TEXT.replace("B ", "A ")).files["mp3"]
    right = decode_stereo(mp3)[:, 1]
    times = eighths()
    beats = [times[0], times[3], *times[6::3]]
    assert len(beats) == 2 + 4 * 8
    assert max(abs(onset(right, beat)) for beat in beats) < 0.005
    click, after = (np.abs(right[round(a * RATE) : round(b * RATE)]) for a, b in ((0.25, 0.35), (0.35, 0.6)))
    assert after.max() < 0.1 * click.max()  # and nothing sounds between them
    assert np.abs(right[: round((SILENCE - 0.01) * RATE)]).max() < 0.001 * click.max()


def test_the_loops_become_shorter_as_the_tempo_rises(practised: Rendering, sound: Samples) -> None:
    times = eighths()
    downbeats = times[6::24][:4]
    spans = [later - earlier for earlier, later in pairwise([*downbeats, times[-1]])]
    assert spans == sorted(spans, reverse=True)
    assert practised.seconds == pytest.approx(times[-1] - SILENCE)
    assert practised.seconds + 0.3 < len(sound) / RATE < practised.seconds + 4
    assert max(abs(onset(sound[:, 1], downbeat)) for downbeat in downbeats) < 0.005


def test_each_loop_begins_with_the_first_note_of_the_part(sound: Samples) -> None:
    for downbeat in eighths()[6::24][:4]:
        left = sound[round((downbeat + 0.08) * RATE) : round((downbeat + 0.2) * RATE), 0]
        assert abs(cents_off(left, _E5)) < 30


def test_nothing_of_the_melody_is_on_the_right() -> None:
    """Eight bars without a chord, after which all that rang has died away."""
    silent = HEAD + '"D"dfa afd|"N.C."' + "dfa afd|gfe d2e|" * 3 + "dfa afd|gfe d3|]"
    samples = decode_stereo(rendered(silent, "x1, split, no count-in", backing="piano").files["mp3"])
    left, right = samples[4 * RATE : 7 * RATE].T
    assert decibels(left) > -30
    assert decibels(right + 1e-9) < decibels(left) - 60


def test_without_a_click_the_music_begins_at_once() -> None:
    mp3 = rendered(TUNE, "A, no count-in").files["mp3"]
    assert decibels(decode_stereo(mp3)[: round(SILENCE * RATE)]) > -40


def test_it_is_as_loud_as_every_recording(sound: Samples) -> None:
    assert loudness(sound) == pytest.approx(-16, abs=0.5)
    assert true_peak(sound) < -1


def test_it_dies_away_and_has_no_gap(sound: Samples) -> None:
    assert decibels(sound[-RATE // 10 :]) < -60
    left = sound[round(eighths()[5] * RATE) : round(eighths()[-1] * RATE), 0]
    pieces = left[: len(left) // 2400 * 2400].reshape(-1, 2400)
    assert 10 * np.log10((pieces**2).mean(axis=1).min()) > -50


def test_a_program_for_midi_sees_the_tempi_and_the_click(practised: Rendering) -> None:
    music = mido.MidiFile(file=io.BytesIO(practised.files["mid"]))
    tempi = [round(mido.tempo2bpm(one.tempo) / 1.5) for one in music.tracks[0] if one.type == "set_tempo"]
    assert tuple(tempi) == BEATS
    pans = {track.name: one.value for track in music.tracks for one in track if one.is_cc(10)}
    assert pans == {"flute": 1, "guitar": 127, "click": 64}


@pytest.mark.parametrize(
    ("heard", "tracks"), [("melody", ["flute", "click"]), ("backing", ["guitar", "click"])]
)
def test_the_melody_or_the_backing_alone(heard: str, tracks: list[str]) -> None:
    playing = Playing(instrument="flute", backing="guitar", heard=heard, practice=read_practice("B, click"))
    midi = render_abc(TUNE, playing, formats=frozenset({"mid"})).files["mid"]
    assert [track.name for track in mido.MidiFile(file=io.BytesIO(midi)).tracks][1:] == tracks
