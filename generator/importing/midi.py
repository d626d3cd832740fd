"""A MIDI file as a melody: one part, one note at a time, on a grid, in bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from generator.importing.barring import barred
from generator.importing.guessing import (
    analysed_sharps,
    guess_meter,
    guess_pickup,
    key_by_notes,
    key_of,
    key_with,
    spelled,
)
from generator.importing.melody_line import TOGETHER, melody_of, top_line
from generator.importing.midi_events import MidiMusic, Played, read_events
from generator.importing.quantising import Quantised, quantised
from generator.importing.unusable import Unusable
from generator.notation.melody import Bar, Change, Melody, Note, Tempo
from generator.notation.theory import Key, Meter

MOST_NOTES = 3000
MOST_SECONDS = 600
_UNEVEN = 0.08
"""Quarter notes by which notes may be moved on average, before the lengths are no more than guesses."""
_TEMPOS = (20, 400)

Meters = list[tuple[Fraction, Meter]]


def read_midi(content: bytes) -> tuple[Melody, list[str]]:
    """The melody of a MIDI file, and what was left out or guessed. Raises Unusable."""
    music = read_events(content)
    if not music.parts:
        raise Unusable("it has no notes but drums" if music.drums else "it has no notes")
    part = melody_of(music.parts)
    line = top_line(part.notes)
    _check_size(line, music)
    meters, notices = _meters(music), []
    compound = meters[0][1].compound if meters else False
    on_grid = quantised(line, music.ticks, triplets=not compound)
    if not meters:
        meters = [(Fraction(0), guess_meter(on_grid.notes))]
        notices.append(f"It says no meter; {meters[0][1].name} is a guess.")
    melody, guessed = _melody(on_grid.notes, meters, music)
    notices = _left_out(music, part.name, part.notes, line) + _moved(on_grid) + notices + guessed
    return replace(melody, title=music.title or part.name), notices


def _check_size(line: Sequence[Played], music: MidiMusic) -> None:
    if len(line) > MOST_NOTES:
        raise Unusable(f"its melody has more than {MOST_NOTES} notes")
    slowest = max((tempo for _, tempo in music.tempi), default=500_000)
    fastest = min((tempo for _, tempo in music.tempi), default=500_000)
    if (line[-1].end - line[0].begin) * min(slowest, max(fastest, 100_000)) > MOST_SECONDS * 1_000_000:
        raise Unusable(f"it lasts longer than {MOST_SECONDS // 60} minutes")


def _meters(music: MidiMusic) -> Meters:
    """The meters that ABC can say; of several at one place the last."""
    said = {
        where: Meter(count, unit)
        for where, count, unit in music.meters
        if 0 < count <= 24 and unit in (1, 2, 4, 8, 16, 32)
    }
    meters = list(said.items())
    if len(meters) > 1 and meters[1][0] - meters[0][0] <= meters[0][1].bar * 4 < meters[1][1].bar * 4:
        return [(meters[0][0], meters[1][1]), *meters[1:]]  # a short first bar is a pickup
    return meters


def _left_out(music: MidiMusic, name: str, notes: Sequence[Played], line: Sequence[Played]) -> list[str]:
    others = len(music.parts) - 1
    notices = []
    if others or music.drums:
        which = f"“{name[:40]}”" if name else "one part"
        count = f"{others} other part{'s' * (others != 1)}" if others else ""
        rest = " and ".join(filter(None, (count, "the drums" if music.drums else "")))
        verb = "is" if others == 1 and not music.drums else "are"
        notices.append(f"The melody is {which}; {rest} {verb} left out.")
    if len(line) < len(notes):
        chords = any(later.begin - one.begin <= TOGETHER for one, later in pairwise(notes))
        notices.append(
            "Only the top notes of its chords are kept." if chords else "Only the top voice is kept."
        )
    if len({tempo for _, tempo in music.tempi}) > 1:
        notices.append("Its changes of tempo are left out.")
    return notices


def _moved(on_grid: Quantised) -> list[str]:
    shifted = ["It begins off the beat; all its notes were moved alike."] if on_grid.shifted else []
    if on_grid.exact:
        return shifted
    notices = ["The notes were moved to sixteenths or triplets."]
    if on_grid.error > _UNEVEN:
        notices = ["It does not keep to its own beat, so the lengths of its notes are guesses."]
    if on_grid.lost:
        notices.append(f"{on_grid.lost} very short note{'s' * (on_grid.lost != 1)} left out.")
    return shifted + notices


def _melody(notes: Sequence[Played], meters: Meters, music: MidiMusic) -> tuple[Melody, list[str]]:
    """The notes in bars, and what was guessed of them."""
    first_bar = meters[0][1].bar * 4
    begin = notes[0].begin
    silence = begin % first_bar
    short = meters[1][0] - begin if meters[1:] and meters[0][1] == meters[1][1] else Fraction(0)
    alone = not silence and len(meters) == 1
    guessed = guess_pickup(notes, meters[0][1], said=bool(music.meters)) if alone else Fraction(0)
    notices = ["Its first notes seem to be a pickup; that is a guess."] if guessed else []
    if guessed:
        start, room = begin, guessed
    elif 0 < short < first_bar:
        start, room = begin, short
    elif silence >= first_bar / 2:
        start, room = begin, first_bar - silence
    else:
        start, room = begin - silence, first_bar
    keys, key_notices = _keys(notes, music)
    lengths, changes = _bars(start, room, notes[-1].end, meters)
    bars = barred(_line(notes, start, keys), (length / 4 for length in lengths))
    meter = changes.pop(0)
    places = [start + sum(lengths[:index]) for index in range(len(bars))]
    changed = [
        replace(bar, changes=_changes(places[index], changes.get(index), keys, lengths[index]))
        for index, bar in enumerate(bars)
    ]
    melody = Melody(meter, keys[0][1], _ended(changed), tempo=_tempo(music, meter))
    return melody, notices + key_notices


def _bars(
    start: Fraction, room: Fraction, end: Fraction, meters: Meters
) -> tuple[list[Fraction], dict[int, Meter]]:
    """The lengths of the bars in quarter notes, and the meters that begin with them."""
    in_force = [one for one in meters if one[0] <= start][-1:] or [(start, meters[0][1])]
    coming = [one for one in meters if one[0] > start]
    meter = in_force[0][1]
    lengths: list[Fraction] = []
    changes = {0: meter}
    place = start
    while place < end:
        length = room if not lengths else meter.bar * 4
        if coming and coming[0][0] < place + length:
            length = coming[0][0] - place
        lengths.append(length)
        place += length
        while coming and coming[0][0] <= place:
            meter = coming.pop(0)[1]
            changes[len(lengths)] = meter
    return lengths, _needed(changes, len(lengths) - 1)


def _needed(changes: Mapping[int, Meter], last: int) -> dict[int, Meter]:
    """The meters that are not in force already, and not that of a last bar which the pickup has cut short."""
    meter = changes[0]
    needed = {0: meter}
    for index, change in changes.items():
        if change != meter and not (index == last and change.bar < meter.bar):
            needed[index] = meter = change
    return needed


def _keys(notes: Sequence[Played], music: MidiMusic) -> tuple[list[tuple[Fraction, Key]], list[str]]:
    """Where which key begins; the first from the beginning."""
    said = [one for one in music.keys if abs(one[1]) <= 7]
    if not said:
        key = key_of(analysed_sharps(notes), *_heard(notes))
        return [(Fraction(0), key)], [f"It says no key; {key.name} is a guess."]
    keys, notices = [], []
    for index, (where, sharps, minor) in enumerate(said):
        until = said[index + 1][0] if said[index + 1 :] else notes[-1].end
        under = [note for note in notes if note.begin < until and (note.begin >= where or not index)]
        mode, heard = "min" if minor else "maj", _heard(under or notes)
        by_notes = key_by_notes(sharps, mode, *heard)
        if by_notes:
            claimed = key_with(sharps, mode).name
            notices.append(f"Its notes do not fit {claimed}, which it says; {by_notes.name} is a guess.")
        keys.append((where, by_notes or key_of(sharps, *heard, mode)))
    early = [one for one in keys if one[0] <= notes[0].begin][-1:] or keys[:1]
    return [(Fraction(0), early[0][1]), *(one for one in keys if one[0] > notes[0].begin)], notices


def _heard(notes: Sequence[Played]) -> tuple[list[float], int]:
    """How long each pitch class is heard, and the last one."""
    weights = [0.0] * 12
    for note in notes:
        weights[note.pitch % 12] += float(note.end - note.begin)
    return weights, notes[-1].pitch % 12


def _changes(
    place: Fraction, meter: Meter | None, keys: Sequence[tuple[Fraction, Key]], length: Fraction
) -> tuple[Change, ...]:
    """What changes with a bar; a change of key within one waits for the next."""
    key = next((key for where, key in reversed(keys[1:]) if place - length < where <= place), None)
    return (Change(Fraction(0), meter, key),) if meter or key else ()


def _line(notes: Sequence[Played], start: Fraction, keys: Sequence[tuple[Fraction, Key]]) -> Iterator[Note]:
    """Notes and the rests between them, in whole notes."""
    place = start
    for note in notes:
        if note.begin > place:
            yield Note((), (note.begin - place) / 4)
        sharps = next(key.fifths for where, key in reversed(keys) if where <= note.begin)
        yield Note((spelled(note.pitch, sharps),), (note.end - note.begin) / 4)
        place = note.end


def _ended(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    return (*bars[:-1], replace(bars[-1], ends_section=True))


def _tempo(music: MidiMusic, meter: Meter) -> Tempo | None:
    """The first tempo, in beats of the meter."""
    if not music.tempi:
        return None
    tempo = round(60_000_000 / music.tempi[0][1] / (4 * meter.beat))
    return (meter.beat, tempo) if _TEMPOS[0] <= tempo <= _TEMPOS[1] else None
