"""What the tests of importing share: MIDI files and MusicXML, by Lilt and by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from fractions import Fraction

import mido

from generator.arrangement.harmony import harmonise
from generator.importing.files import Imported, read_file
from generator.notation.form import sections
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.render.musicxml.document import musicxml

TICKS = 480
TUNE = (
    "X:1\nT:Two Parts\nM:6/8\nL:1/8\nK:D\nA|:dfa (3agf e|dAF E2A|1 d3 d2A:|2 d3 d3||\n|:e|fed AFA|d3 D2:|\n"
)


def plain_midi(abc: str) -> bytes:
    """A tune as `--plain` plays it."""
    return render_abc(abc, Playing(plain=True), formats=frozenset({"mid"})).files["mid"]


def score_of(abc: str) -> bytes:
    """A tune as Lilt engraves it."""
    melody = read_abc(abc)
    return musicxml(melody, melody.title, harmonise(melody)).encode()


def melody_of(imported: Imported) -> Melody:
    return read_abc(imported.abc)


def sounds(melody: Melody) -> list[tuple[Fraction, int]]:
    """How long each note lasts, and its highest pitch."""
    return [(one.duration, max(one.pitches)) for one in unfold(melody)]


def pitches(read: Imported) -> list[int]:
    return [pitch for _, pitch in sounds(melody_of(read))]


def form(melody: Melody) -> list[object]:
    """The parts: how often each is played, its endings, how long its bars are."""
    return [
        (part.times, [one.passes for one in part.endings], [bar.duration for bar in part.written])
        for part in sections(melody)
    ]


def imported(content: bytes, name: str = "tune.mid") -> Melody:
    return melody_of(read_file(name, content))


Notes = Sequence[tuple[float, float, int]]
"""Begin and end in quarter notes, pitch."""


def midi(*parts: Notes, meta: Iterable[mido.MetaMessage] = (), channels: Sequence[int] = ()) -> bytes:
    """A MIDI file with a track for each part."""
    file = mido.MidiFile(ticks_per_beat=TICKS)
    file.tracks.append(mido.MidiTrack(meta))
    for number, part in enumerate(parts):
        channel = channels[number] if channels else number
        events = [
            (round(time * TICKS), kind, pitch)
            for begin, end, pitch in part
            for time, kind in ((begin, "note_on"), (end, "note_off"))
        ]
        track = mido.MidiTrack()
        now = 0
        for tick, kind, pitch in sorted(events, key=lambda one: (one[0], one[1] == "note_on")):
            track.append(mido.Message(kind, note=pitch, channel=channel, time=tick - now))
            now = tick
        file.tracks.append(track)
    written = io.BytesIO()
    file.save(file=written)
    return written.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def score(measures: str, *, head: str = "", parts: str = "") -> bytes:
    """A document with one part of these measures, and whole other `parts`."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<score-partwise version="4.0"><work><work-title>By Hand</work-title></work>{head}
<part-list><score-part id="P1"><part-name>Fiddle</part-name></score-part>
<score-part id="P2"><part-name>Guitar</part-name></score-part></part-list>
<part id="P1">{measures}</part>{parts}</score-partwise>""".encode()


ATTRIBUTES = (
    "<attributes><divisions>2</divisions><key><fifths>1</fifths></key>"
    "<time><beats>2</beats><beat-type>4</beat-type></time></attributes>"
)


def note(pitch: str, duration: int = 2, more: str = "", before: str = "") -> str:
    """A note such as "G4" of so many eighths."""
    step, octave = pitch[0], pitch[1]
    return (
        f"<note>{before}<pitch><step>{step}</step><octave>{octave}</octave></pitch>"
        f"<duration>{duration}</duration>{more}</note>"
    )


def measure(number: int, content: str) -> str:
    return f'<measure number="{number}">{content}</measure>'
