"""Players for the tests, and their notes as a MIDI file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction

import mido

from generator.arrangement.parts import Performance, PlayedNote, Player, Role
from generator.instruments import INSTRUMENTS
from generator.notation.theory import Key, Meter

QUARTER = Fraction(1, 4)
TEMPO = Fraction(120)
_TICKS = 960
_DRUM_CHANNEL = 9
_SCALE = (0, 2, 4, 5, 7, 9, 11, 12, 9, 7, 4, 7, 5, 2, -1, 0)


def melody(instrument: str, bars: int = 4) -> Player:
    """Eighth notes in the middle of the instrument's range."""
    known = INSTRUMENTS[instrument]
    tonic = (known.lowest + known.highest) // 2 - 4
    pitches = [tonic + step for step in _SCALE * (bars // 2)]
    notes = (PlayedNote(at * QUARTER / 2, QUARTER * 9 / 20, pitch, 90) for at, pitch in enumerate(pitches))
    return Player(instrument, Role.MELODY, known.program, 0, tuple(notes))


def chords(
    program: int, pitches: Sequence[int] = (50, 57, 62, 66), pan: float = -0.3, bars: int = 4
) -> Player:
    """A chord on each beat."""
    notes = (PlayedNote(beat * QUARTER, QUARTER, pitch, 60) for beat in range(4 * bars) for pitch in pitches)
    return Player("guitar", Role.BACKING, program, pan, tuple(notes))


def bass(bars: int = 4) -> Player:
    notes = (PlayedNote(half * QUARTER * 2, QUARTER * 7 / 4, 38, 70) for half in range(2 * bars))
    return Player("bass", Role.BACKING, 32, 0.1, tuple(notes))


def drum(bars: int = 4) -> Player:
    notes = (PlayedNote(beat * QUARTER, QUARTER / 2, 43 + 4 * (beat % 2), 50) for beat in range(4 * bars))
    return Player("bodhrán", Role.BACKING, None, 0.4, tuple(notes))


def performance(*players: Player) -> Performance:
    length = max(note.end for player in players for note in player.notes)
    start = Fraction(0)
    return Performance(
        players, ((start, TEMPO),), ((start, Meter(4, 4)),), ((start, Key("D", "maj")),), length
    )


def midi(performance: Performance, volumes: Sequence[int] = ()) -> bytes:
    """A track for each player; `volumes` are those of `generator.audio.balance`, or 100 for each."""
    written = mido.MidiFile(ticks_per_beat=_TICKS)
    tempo = mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(float(performance.tempos[0][1])))
    written.tracks.append(mido.MidiTrack([tempo]))
    loudness = volumes or [100] * len(performance.players)
    for channel, (player, volume) in enumerate(zip(performance.players, loudness, strict=True)):
        written.tracks.append(_track(player, _DRUM_CHANNEL if player.program is None else channel, volume))
    target = io.BytesIO()
    written.save(file=target)
    return target.getvalue()


def _track(player: Player, channel: int, volume: int) -> mido.MidiTrack:
    settings = {7: volume, 10: round(64 + 63 * player.pan)}
    track = mido.MidiTrack(
        mido.Message("control_change", channel=channel, control=control, value=value)
        for control, value in settings.items()
    )
    if player.program is not None:
        track.append(mido.Message("program_change", channel=channel, program=player.program))
    now = 0
    for tick, kind, note in sorted(_events(player), key=lambda event: event[:2]):
        velocity = note.velocity if kind == "note_on" else 0
        message = mido.Message(kind, channel=channel, note=note.pitch, velocity=velocity, time=tick - now)
        track.append(message)
        now = tick
    return track


def _events(player: Player) -> list[tuple[int, str, PlayedNote]]:
    ends = [(round(note.end * 4 * _TICKS), "note_off", note) for note in player.notes]
    return ends + [(round(note.onset * 4 * _TICKS), "note_on", note) for note in player.notes]
