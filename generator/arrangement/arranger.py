"""The arranger: tunes and how they are to be played -> what each player plays.

Puts harmony, backing and the performance of the melody together. Knows nothing of MIDI files or sound.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from generator.arrangement.accompaniment.count_in import with_count_in
from generator.arrangement.backing import accompany, usual_backing, who_plays
from generator.arrangement.feel import feels_of
from generator.arrangement.harmony import harmonise
from generator.arrangement.meters import key_marks, meter_marks
from generator.arrangement.pace import at_tempo, seconds, tempo_marks
from generator.arrangement.parts import Performance, PlayedNote, Tempos, on_two_sides
from generator.arrangement.performance import perform, play_plainly
from generator.arrangement.practice.clicks import with_clicks
from generator.arrangement.practice.rehearsal import Loop, rehearse, strict_tempi
from generator.arrangement.timeline import PlayedBar, timeline, with_lead_ins
from generator.arrangement.warp import with_feel
from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS, NO_BACKING
from generator.notation.melody import Melody
from generator.notation.tune_types import beat_of, known_type
from generator.playing import SHORTEST, Playing
from generator.practice import Practice


@dataclass(frozen=True, slots=True)
class SetTune:
    """A tune of a set: how often it is played, and its tempo in beats (of `beat` whole notes) a minute.

    `tempo` is that of the beginning; if it is not the tune's own, what comes later is in proportion.
    """

    melody: Melody
    times: int
    beat: Fraction
    tempo: int
    plain: bool = False

    @property
    def paced(self) -> Melody:
        """The tune with the tempi at which it is played."""
        return at_tempo(self.melody, self.tempo)

    @property
    def seconds(self) -> float:
        return self.times * seconds(self.paced, plain=self.plain)


def tunes_of_set(melodies: Sequence[Melody], playing: Playing) -> list[SetTune]:
    """The tunes of a set. One that follows itself is one tune, played so many times.

    A short tune alone is played twice (see `playing.SHORTEST`), unless it is played plainly or `playing` says
    how often.
    """
    tunes = [_set_tune(melody, len(list(group)), playing) for melody, group in groupby(melodies)]
    if len(tunes) == 1 and tunes[0].times == 1:
        usual = 2 if tunes[0].seconds < SHORTEST and not playing.plain else 1
        return [replace(tunes[0], times=playing.times or usual)]
    return tunes


def _set_tune(melody: Melody, times: int, playing: Playing) -> SetTune:
    beat, usual = melody.tempo or beat_of(melody.rhythm, melody.meter)
    return SetTune(melody, times, beat, playing.tempo or usual, playing.plain)


def arrange_set(tunes: Sequence[SetTune], playing: Playing) -> Performance:
    """All tunes in a row without a gap, each with its own tempo; the band is the same throughout.

    What is heard without the melody is there to play along with: it is counted in.
    """
    if playing.practice is not None:
        return _practised(tunes, playing, playing.practice)
    backing = backing_of(tunes[0].melody, playing)
    parts = [
        _arrange(tune, playing, backing, is_last=index + 1 == len(tunes)) for index, tune in enumerate(tunes)
    ]
    whole = _in_a_row(parts)
    counted_in = playing.heard == "backing"
    return with_count_in(whole, tunes[0].melody) if counted_in else whole


def rehearsal_of(tunes: Sequence[SetTune], playing: Playing) -> list[Loop]:
    """What is practised, `playing` having a practice. Raises BadRequest for a set, and as `rehearse` does."""
    practice = playing.practice or Practice()
    if len(tunes) > 1:
        raise BadRequest("practice", practice.text, "of a set, one tune at a time can be practised")
    return rehearse(tunes[0].melody, practice, playing.tempo)


def _practised(tunes: Sequence[SetTune], playing: Playing, practice: Practice) -> Performance:
    bars = [bar for loop in rehearsal_of(tunes, playing) for bar in loop]
    tune = tunes[0]
    backing = backing_of(tune.melody, playing)
    if practice.split and backing == NO_BACKING:
        raise BadRequest("practice", "split", "the tune has no backing; choose one")
    played = _played(tune.paced, bars, strict_tempi(bars), playing, backing)
    clicked = with_clicks(played, bars, practice, tune.melody.rhythm)
    return on_two_sides(clicked) if practice.split else clicked


def backing_of(melody: Melody, playing: Playing) -> str:
    """One of `BACKINGS`: what was asked for, else what a listener would choose."""
    if playing.plain:
        return NO_BACKING
    backing = playing.backing or usual_backing(melody, INSTRUMENTS[playing.instrument])
    if playing.heard == "backing" and backing == NO_BACKING:
        if playing.backing:
            raise BadRequest("heard", "backing", "the tune has no backing; choose one")
        return BACKINGS[1]
    return backing


def names_of_players(melody: Melody, playing: Playing) -> tuple[str, ...]:
    """Who plays: ("fiddle", "guitar")."""
    melody_players = playing.instrument.split(" and ")
    return (
        *melody_players,
        *(_name_beside(melody_players, name) for name in who_plays(backing_of(melody, playing), melody)),
    )


def _name_beside(others: Sequence[str], name: str) -> str:
    """The name of a player of the backing, other than those of the melody's players."""
    return f"second {name}" if name in others else name


def _arrange(tune: SetTune, playing: Playing, backing: str, *, is_last: bool) -> Performance:
    melody = tune.paced  # what is in milliseconds depends on it
    written = timeline(melody, tune.times)
    bars = written if playing.plain else with_lead_ins(written)
    slows = is_last and not playing.plain
    tempos = tempo_marks(bars, slows=slows, plain=playing.plain, rhythm=known_type(melody.rhythm))
    return _played(melody, bars, tempos, playing, backing)


def _played(
    melody: Melody, bars: Sequence[PlayedBar], tempos: Tempos, playing: Playing, backing: str
) -> Performance:
    """The bars as all players play them."""
    instrument = INSTRUMENTS[playing.instrument]
    seed = playing.seed if playing.seed is not None else seed_of(melody)
    if playing.plain:
        players = play_plainly(bars, instrument)
    else:
        harmony = harmonise(melody)
        band = accompany(melody, bars, harmony, backing, instrument=instrument, seed=seed)
        feels = feels_of(melody)
        leads = perform(melody, bars, instrument, seed=seed, varied=playing.practice is None)
        names = [player.name for player in leads]
        players = (
            *leads,
            *(
                replace(with_feel(player, bars, feels), name=_name_beside(names, player.name))
                for player in band
            ),
        )
    return Performance(
        players=players,
        tempos=tempos,
        meters=meter_marks(bars),
        keys=key_marks(bars),
        length=bars[-1].end,
    )


def seed_of(melody: Melody) -> int:
    """A number that depends on the notes alone, not on the title."""
    notes = [
        [pitch.midi for pitch in note.pitches] + [str(note.length)]
        for bar in melody.bars
        for note in bar.notes
    ]
    return zlib.crc32(json.dumps(notes).encode())


def _in_a_row(parts: Sequence[Performance]) -> Performance:
    """Performances by the same players, one after the other."""
    whole = parts[0]
    for part in parts[1:]:
        whole = _joined(whole, part)
    return whole


def _cut(note: PlayedNote, end: Fraction) -> PlayedNote:
    """The note, which does not ring into the next tune."""
    return replace(note, duration=min(note.end, end) - note.onset)


def _joined(first: Performance, second: Performance) -> Performance:
    start = first.length
    players = [
        replace(
            one,
            notes=(
                *(_cut(note, start) for note in one.notes),
                *(replace(note, onset=note.onset + start) for note in other.notes),
            ),
        )
        for one, other in zip(first.players, second.players, strict=True)
    ]
    return Performance(
        players=tuple(players),
        tempos=(*first.tempos, *((onset + start, tempo) for onset, tempo in second.tempos)),
        meters=(*first.meters, *((onset + start, meter) for onset, meter in second.meters)),
        keys=(*first.keys, *((onset + start, key) for onset, key in second.keys)),
        length=start + second.length,
    )
