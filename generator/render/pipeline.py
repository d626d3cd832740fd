"""The pipeline of a rendering: Melody -> MIDI -> sound -> MP3 or WAV, and Melody -> picture.

Pure functions, for a worker process: the synthesizer holds the interpreter's lock, and the engraving library
may crash its process. Knows nothing of ABC text, models, queues or settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from time import perf_counter

from generator.audio.mp3 import make_mp3, make_wav
from generator.audio.recording import record
from generator.errors import BadRequest, RenderError
from generator.instruments import INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.unfold import played_bars, played_duration
from generator.render.branches import merge_renderings
from generator.render.midi import make_midi
from generator.render.score import make_score
from generator.tune import FORMATS, Rendering

MOST_SECONDS = 600
MOST_NOTES = 5000
"""More is refused: ABC such as `C99999` would fill the memory."""


def render(
    melody: Melody,
    *,
    title: str,
    instrument: str,
    beat: Fraction,
    tempo: int,
    formats: frozenset[str],
    artist: str = "Lilt",
    abc: str = "",
    soundfont: Path | None = None,
) -> Rendering:
    """The melody in each of `formats` (of `FORMATS`), played on `instrument` (of `INSTRUMENTS`).

    `beat` is the length of one beat in whole notes, `tempo` beats per minute, `abc` what the format "abc"
    holds, `soundfont` a file (None: the default one). Raises BadRequest, RenderError.
    """
    _check_options(instrument, formats)
    return render_files(
        formats,
        seconds=music_seconds([(melody, beat, tempo)]),
        title=title,
        midi=lambda: make_midi(melody, INSTRUMENTS[instrument], beat, tempo),
        score=lambda: make_score(melody, title),
        artist=artist,
        abc=abc,
        soundfont=soundfont,
    )


def render_files(
    formats: frozenset[str],
    *,
    seconds: float,
    title: str,
    midi: Callable[[], bytes],
    score: Callable[[], bytes],
    artist: str = "Lilt",
    abc: str = "",
    soundfont: Path | None = None,
) -> Rendering:
    """Music of so many `seconds` in each of the formats; `midi` and `score` are called if they are needed."""
    timings: dict[str, float] = {}
    files: dict[str, bytes] = {}
    if "abc" in formats:
        files["abc"] = abc.encode()
    if "png" in formats:
        with _timed(timings, "score"):
            files["png"] = score()
    if formats & {"mid", "wav", "mp3"}:
        with _timed(timings, "midi"):
            files["mid"] = midi()
    if formats & {"wav", "mp3"}:
        with _timed(timings, "synth"):
            sound = record(files["mid"], seconds, soundfont)
    if "wav" in formats:
        files["wav"] = make_wav(sound)
    if "mp3" in formats:
        with _timed(timings, "mp3"):
            files["mp3"] = make_mp3(sound, title=title, artist=artist)
    wanted = {name: data for name, data in files.items() if name in formats}
    return merge_renderings([Rendering(files=wanted, seconds=seconds, timings=timings)])


def _check_options(instrument: str, formats: frozenset[str]) -> None:
    if instrument not in INSTRUMENTS:
        raise BadRequest("instrument", instrument, "it must be one of " + ", ".join(INSTRUMENTS))
    for name in sorted(formats - set(FORMATS)):
        raise BadRequest("formats", name, "it must be one of " + ", ".join(FORMATS))


def music_seconds(melodies: Iterable[tuple[Melody, Fraction, int]]) -> float:
    """Seconds of melodies, each with its beat and tempo, in a row. Raises RenderError if that is too much."""
    melodies = list(melodies)
    seconds = sum(float(played_duration(melody) / beat * 60 / tempo) for melody, beat, tempo in melodies)
    if seconds > MOST_SECONDS:
        raise RenderError(
            f"This tune would last {seconds / 60:.0f} minutes; the limit is {MOST_SECONDS // 60}."
        )
    bars = (bar for melody, _, _ in melodies for bar in played_bars(melody))
    if sum(len(note.pitches) for bar in bars for note in bar.notes) > MOST_NOTES:
        raise RenderError(f"This tune has more than {MOST_NOTES} notes, repeats included; that is too many.")
    return seconds


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    yield
    timings[stage] = perf_counter() - start
