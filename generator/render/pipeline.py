"""The pipeline of a rendering: melodies -> performance -> MIDI -> sound -> MP3 or WAV, and -> picture,
PDF and MusicXML.

Pure functions, for a worker process: the synthesizer holds the interpreter's lock, and the engraving library
may crash its process. Knows nothing of ABC text, models, queues or settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import compress, groupby
from operator import itemgetter
from pathlib import Path
from time import perf_counter

from generator.arrangement.arranger import SetTune, arrange_set, rehearsal_of, tunes_of_set
from generator.arrangement.harmony import Harmony, harmonise
from generator.arrangement.parts import Performance, Role
from generator.audio.balance import volumes
from generator.audio.mastering import master
from generator.audio.mp3 import make_mp3, make_wav
from generator.audio.playback import on_sides, play
from generator.audio.sound import Sound
from generator.errors import BadRequest, RenderError
from generator.notation.melody import Melody
from generator.notation.unfold import played_bars
from generator.playing import MOST_NOTES, MOST_SECONDS, Playing, minutes_too_long
from generator.render.branches import merge_renderings
from generator.render.midi import make_midi
from generator.render.musicxml.document import musicxml
from generator.render.pdf.blocks import Sheet
from generator.render.pdf.document import UNTITLED, make_pdf
from generator.render.score import make_score
from generator.render.tablature.signs import Tablature, tablature_of
from generator.tune import FORMATS, Rendering

BEFORE_CLICKS = 0.25
"""Seconds of silence before a click: a wireless speaker wakes up, and may swallow what comes first."""
MOST_OF_A_BOOK = 100
"""Tunes of a book. So many take about as long as the longest recording."""
OF_BOOKS = frozenset({"abc", "pdf"})

_ROLES = {
    "all": frozenset(Role),
    "melody": {Role.MELODY, Role.CLICK},
    "backing": {Role.BACKING, Role.CLICK},
}
_PLAYED = frozenset({"mid", "wav", "mp3"})
_TIMES = {1: "", 2: "twice", 3: "three times"}


def render(
    melodies: Sequence[Melody],
    playing: Playing,
    *,
    formats: frozenset[str],
    artist: str = "Lilt",
    abc: str = "",
    texts: Sequence[str] = (),
    soundfont: Path | None = None,
) -> Rendering:
    """The melodies, one after the other, in each of `formats` (of `FORMATS`).

    `abc` is what the format "abc" holds, `texts` the ABC of each melody, which its link in a PDF opens (none:
    as Lilt writes it), `soundfont` a file (None: the default one). A melody that follows itself is printed
    once. A book (see `Playing`) is written in `OF_BOOKS` only, and MusicXML holds one tune.
    Raises BadRequest, RenderError.
    """
    for name in sorted(formats - set(FORMATS)):
        raise BadRequest("formats", name, "it must be one of " + ", ".join(FORMATS))
    if playing.book is not None:
        return _book(melodies, playing, formats, abc, texts)
    tunes = tunes_of_set(melodies, playing)
    _check_size(tunes, playing)
    if "musicxml" in formats and len(tunes) > 1:
        raise BadRequest("formats", "musicxml", "a file of MusicXML holds one tune")
    timings: dict[str, float] = {}
    files: dict[str, bytes] = {}
    pages: list[bytes] = []
    tablatures: list[Tablature] = []
    seconds = sum(tune.seconds for tune in tunes)
    if playing.tab and formats & {"png", "pdf"}:
        tablatures = [tablature_of(tune.melody, playing.tab) for tune in tunes]
    if "abc" in formats:
        files["abc"] = abc.encode()
    if "png" in formats:
        with _timed(timings, "score"):
            files["png"], *pages = make_score(_printed(tunes, playing), tablatures)
    if "pdf" in formats:
        with _timed(timings, "pdf"):
            linked = _once_each(texts, melodies) if texts else ()
            files["pdf"] = _pdf(_printed(tunes, playing), tablatures, linked, playing)
    if "musicxml" in formats:
        with _timed(timings, "musicxml"):
            melody, heading, harmony = _printed(tunes, playing)[0]
            files["musicxml"] = musicxml(melody, heading, harmony).encode()
    if formats & _PLAYED:
        with _timed(timings, "arrange"):
            performance = arrange_set(tunes, playing).heard(_ROLES[playing.heard])
        seconds = performance.seconds
        title = " / ".join(tune.melody.title for tune in tunes)
        files |= _played(performance, playing, formats, title, artist, soundfont, timings)
    made = Rendering(
        files=files,
        seconds=seconds,
        timings=timings,
        further_pages=tuple(pages),
        notices=_notices(tablatures),
    )
    return merge_renderings([made])


def _played(
    performance: Performance,
    playing: Playing,
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
            silence = BEFORE_CLICKS if _begins_with_clicks(performance, playing) else 0
            split = playing.practice is not None and playing.practice.split
            sound = _sound(midi, performance, soundfont, silence, split=split)
        with _timed(timings, "mix"):
            sound = master(sound, silence + performance.seconds)
    if "wav" in formats:
        files["wav"] = make_wav(sound)
    if "mp3" in formats:
        with _timed(timings, "mp3"):
            files["mp3"] = make_mp3(sound, title=title, artist=artist)
    return files


def _begins_with_clicks(performance: Performance, playing: Playing) -> bool:
    """A backing to play along with is counted in, by its drum if it has one; a practice may have clicks."""
    if playing.heard == "backing" and playing.practice is None:
        return True
    return any(player.role is Role.CLICK for player in performance.players)


def _sound(
    midi: bytes, performance: Performance, soundfont: Path | None, silence: float, *, split: bool
) -> Sound:
    """`split`: the melody on the left, the backing on the right."""
    loud = volumes(performance, soundfont)
    if not split:
        return play(midi, soundfont, loud, silence)
    return on_sides(_sides(performance, loud, soundfont, silence))


def _sides(
    performance: Performance, loud: Sequence[int], soundfont: Path | None, silence: float
) -> Iterator[Sound]:
    """The melody and then the backing, each with the click."""
    centred = replace(performance, players=tuple(replace(one, pan=0.0) for one in performance.players))
    for role in (Role.MELODY, Role.BACKING):
        roles = {role, Role.CLICK}
        heard = (player.role in roles for player in performance.players)
        yield play(make_midi(centred.heard(roles)), soundfont, tuple(compress(loud, heard)), silence)


def _printed(tunes: Sequence[SetTune], playing: Playing) -> list[tuple[Melody, str, Harmony | None]]:
    """The tunes with their headings and chords; the heading of a set says how often each is played."""
    printed = []
    for tune in tunes:
        repeats = _TIMES.get(tune.times, f"{tune.times} times") if len(tunes) > 1 else ""
        heading = f"{tune.melody.title} ({repeats})" if repeats else tune.melody.title
        printed.append((tune.melody, heading, harmonise(tune.melody) if playing.chords else None))
    return printed


def _once_each(texts: Sequence[str], melodies: Sequence[Melody]) -> list[str]:
    """The texts of melodies; of one that follows itself, the first."""
    grouped = groupby(zip(texts, melodies, strict=True), key=itemgetter(1))
    return [next(group)[0] for _, group in grouped]


def _pdf(
    printed: Sequence[tuple[Melody, str, Harmony | None]],
    tablatures: Sequence[Tablature],
    texts: Sequence[str],
    playing: Playing,
) -> bytes:
    below: Sequence[Tablature | None] = tablatures or [None] * len(printed)
    linked: Sequence[str | None] = texts or [None] * len(printed)
    sheets = [
        Sheet(*tune, tablature, abc) for tune, tablature, abc in zip(printed, below, linked, strict=True)
    ]
    return make_pdf(sheets, paper=playing.paper, book=playing.book, one_a_page=playing.one_a_page)


def _notices(tablatures: Sequence[Tablature]) -> tuple[str, ...]:
    """What the tablatures leave out, each sentence once."""
    return tuple(dict.fromkeys(one.notice for one in tablatures if one.notice))


def _book(
    melodies: Sequence[Melody], playing: Playing, formats: frozenset[str], abc: str, texts: Sequence[str]
) -> Rendering:
    """The tunes as a book: each is checked alone, as it is not played with the others."""
    for name in sorted(formats - OF_BOOKS):
        raise BadRequest("formats", name, "a book is written as " + " or ".join(sorted(OF_BOOKS)))
    if len(melodies) > MOST_OF_A_BOOK:
        raise RenderError(f"A book has at most {MOST_OF_A_BOOK} tunes, and this one has {len(melodies)}.")
    timings: dict[str, float] = {}
    files: dict[str, bytes] = {}
    tablatures: list[Tablature] = []
    tunes = [tune for melody in melodies for tune in tunes_of_set([melody], playing)]
    for tune in tunes:
        _check_size([tune], playing)
    if "abc" in formats:
        files["abc"] = abc.encode()
    if "pdf" in formats:
        with _timed(timings, "pdf"):
            printed = [one for tune in tunes for one in _printed([tune], playing)]
            if playing.tab:
                tablatures = [tablature_of(tune.melody, playing.tab) for tune in tunes]
            files["pdf"] = _pdf(printed, tablatures, texts, playing)
    notices = [
        f"{tune.melody.title or UNTITLED}: {one.notice}"
        for tune, one in zip(tunes, tablatures, strict=False)
        if one.notice
    ]
    return Rendering(
        files=files,
        seconds=sum(tune.seconds for tune in tunes),
        timings=timings,
        notices=tuple(dict.fromkeys(notices)),
    )


def _check_size(tunes: Sequence[SetTune], playing: Playing) -> None:
    """Raises RenderError for what is too much to play, BadRequest for what cannot be practised."""
    if playing.practice is not None:
        rehearsal_of(tunes, playing)
        return
    this = "This set" if len(tunes) > 1 else "This tune"
    seconds = sum(tune.seconds for tune in tunes)
    if seconds > MOST_SECONDS:
        lasts, limit = minutes_too_long(seconds), MOST_SECONDS // 60
        raise RenderError(f"{this} would last {lasts}; the limit is {limit}.")
    notes = sum(
        tune.times * sum(len(note.pitches) for bar in played_bars(tune.melody) for note in bar.notes)
        for tune in tunes
    )
    if notes > MOST_NOTES:
        raise RenderError(f"{this} has more than {MOST_NOTES} notes, repeats included; that is too many.")


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    start = perf_counter()
    yield
    timings[stage] = perf_counter() - start
