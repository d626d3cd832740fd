"""The pipeline of a rendering: melodies -> performance -> MIDI -> sound -> MP3 or WAV, and -> picture.

Pure functions, for a worker process: the synthesizer holds the interpreter's lock, and the engraving library
may crash its process. Knows nothing of ABC text, models, queues or settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from generator.arrangement.arranger import SetTune, arrange_set, tunes_of_set
from generator.arrangement.harmony import harmonise
from generator.arrangement.parts import Performance, Role
from generator.audio.balance import volumes
from generator.audio.mastering import master
from generator.audio.mp3 import make_mp3, make_wav
from generator.audio.playback import play
from generator.errors import BadRequest, RenderError
from generator.notation.melody import Melody
from generator.notation.unfold import played_bars
from generator.playing import Playing
from generator.render.branches import merge_renderings
from generator.render.midi import make_midi
from generator.render.score import make_score
from generator.render.tablature.signs import Tablature, tablature_of
from generator.tune import FORMATS, Rendering

MOST_SECONDS = 600
MOST_NOTES = 5000
"""More is refused: ABC such as `C99999` would fill the memory."""

_ROLES = {"all": frozenset(Role), "melody": {Role.MELODY}, "backing": {Role.BACKING}}
_PLAYED = frozenset({"mid", "wav", "mp3"})
_TIMES = {1: "", 2: "twice", 3: "three times"}


def render(
    melodies: Sequence[Melody],
    playing: Playing,
    *,
    formats: frozenset[str],
    artist: str = "Lilt",
    abc: str = "",
    soundfont: Path | None = None,
) -> Rendering:
    """The melodies, one after the other, in each of `formats` (of `FORMATS`).

    `abc` is what the format "abc" holds, `soundfont` a file (None: the default one). A melody that follows
    itself is printed once. Raises BadRequest, RenderError.
    """
    for name in sorted(formats - set(FORMATS)):
        raise BadRequest("formats", name, "it must be one of " + ", ".join(FORMATS))
    tunes = tunes_of_set(melodies, playing)
    _check_size(tunes)
    timings: dict[str, float] = {}
    files: dict[str, bytes] = {}
    pages: list[bytes] = []
    printed: list[Tablature] = []
    seconds = sum(tune.seconds for tune in tunes)
    if "abc" in formats:
        files["abc"] = abc.encode()
    if "png" in formats:
        with _timed(timings, "score"):
            printed = [tablature_of(tune.melody, playing.tab) for tune in tunes] if playing.tab else []
            files["png"], *pages = _score(tunes, playing, printed)
    if formats & _PLAYED:
        with _timed(timings, "arrange"):
            performance = arrange_set(tunes, playing).heard(_ROLES[playing.heard])
        seconds = performance.seconds
        title = " / ".join(tune.melody.title for tune in tunes)
        files |= _played(performance, formats, title, artist, soundfont, timings)
    made = Rendering(
        files=files,
        seconds=seconds,
        timings=timings,
        further_pages=tuple(pages),
        notices=tuple(dict.fromkeys(one.notice for one in printed if one.notice)),
    )
    return merge_renderings([made])


def _played(
    performance: Performance,
    formats: frozenset[str],
    title: str,
    artist: str,
    soundfont: Path | None,
    timings: dict[str, float],
) -> dict[str, bytes]:
    """The formats that can be heard."""
    files: dict[str, bytes] = {}
    with _timed(timings, "midi"):
        midi = make_midi(performance, title=title)
    if "mid" in formats:
        files["mid"] = midi
    if formats & {"wav", "mp3"}:
        with _timed(timings, "synth"):
            sound = play(midi, soundfont, volumes(performance, soundfont))
        with _timed(timings, "mix"):
            sound = master(sound, performance.seconds)
    if "wav" in formats:
        files["wav"] = make_wav(sound)
    if "mp3" in formats:
        with _timed(timings, "mp3"):
            files["mp3"] = make_mp3(sound, title=title, artist=artist)
    return files


def _score(tunes: Sequence[SetTune], playing: Playing, tablatures: Sequence[Tablature]) -> tuple[bytes, ...]:
    """The pages of all tunes; the headings of a set say how often each is played."""
    sheets = []
    for tune in tunes:
        repeats = _TIMES.get(tune.times, f"{tune.times} times") if len(tunes) > 1 else ""
        heading = f"{tune.melody.title} ({repeats})" if repeats else tune.melody.title
        sheets.append((tune.melody, heading, harmonise(tune.melody) if playing.chords else None))
    return make_score(sheets, tablatures)


def _check_size(tunes: Sequence[SetTune]) -> None:
    """Raises RenderError for what is too much to play."""
    seconds = sum(tune.seconds for tune in tunes)
    if seconds > MOST_SECONDS:
        raise RenderError(
            f"This tune would last {seconds / 60:.0f} minutes; the limit is {MOST_SECONDS // 60}."
        )
    notes = sum(
        tune.times * sum(len(note.pitches) for bar in played_bars(tune.melody) for note in bar.notes)
        for tune in tunes
    )
    if notes > MOST_NOTES:
        raise RenderError(f"This tune has more than {MOST_NOTES} notes, repeats included; that is too many.")


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    yield
    timings[stage] = perf_counter() - start
