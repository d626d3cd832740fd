"""The performance of a melody: what its player or its two players play, with everything that is not written.

Puts together feel, dynamics, articulation and ornaments. The notes of the ABC are all there, in their order;
what is added is marked. Knows nothing of backing and sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from generator.arrangement.expression.articulation import sounding_ends, without_overlap
from generator.arrangement.expression.duet import joined
from generator.arrangement.expression.dynamics import velocities
from generator.arrangement.expression.figures import Scene, Sound, Spot, ornamented
from generator.arrangement.expression.line import Tone, line_of, ticks, ticks_per_millisecond, whole_notes
from generator.arrangement.expression.ornaments import chosen
from generator.arrangement.expression.placing import early_or_late, placed
from generator.arrangement.expression.written import as_written, has_ornament
from generator.arrangement.feel import feels_of
from generator.arrangement.meters import beat_onsets, uneven
from generator.arrangement.parts import PlayedNote, Player, Role
from generator.arrangement.timeline import PlayedBar
from generator.instruments import INSTRUMENTS, Family, Instrument
from generator.notation.melody import Melody, Tempo
from generator.notation.theory import Meter
from generator.notation.tune_types import beat_of, known_type
from generator.notation.unfold import soundings_of

_SOLO, _LEFT, _RIGHT = -0.1, -0.35, 0.35
"""Where players sit."""

_DOWNBEAT, _BEAT, _OFFBEAT = 100, 94, 84
"""Velocities of a plain performance: close together, for a light accent."""

_SOFTER = 5
"""The second player of a duet."""


def perform(
    melody: Melody, bars: Sequence[PlayedBar], instrument: Instrument, *, seed: int, varied: bool = True
) -> tuple[Player, ...]:
    """The player of the melody; of a duet both, the lead first. `bars`: the timeline of the melody.

    `varied`: what comes again gets ornaments that are not written, and a second player joins in at times;
    else all play the same notes each time.
    """
    tune = _Tune(melody, bars)
    lead = Player(
        instrument.lead, Role.MELODY, instrument.program, _LEFT if instrument.partner else _SOLO,
        tune.played(tune.tones, instrument, f"{seed} lead", ornaments=True, varied=varied),
    )  # fmt: skip
    if instrument.partner is None:
        return (lead,)
    partner = INSTRUMENTS[instrument.partner]
    chance = Random(f"{seed} {instrument.name}")  # noqa: S311 - music, not secrets
    tones = list(joined(tune.tones, partner, chance if varied else None))
    notes = tune.played(tones, partner, f"{seed} partner", ornaments=False)
    softer = tuple(replace(note, velocity=max(1, note.velocity - _SOFTER)) for note in notes)
    return lead, Player(partner.name, Role.MELODY, partner.program, _RIGHT, softer)


def play_plainly(bars: Sequence[PlayedBar], instrument: Instrument) -> tuple[Player, ...]:
    """One player, exactly as written; of a duet the lead."""
    places = iter(bars)
    place = next(places, None)
    notes = []
    for sounding in soundings_of(bar.bar for bar in bars):
        while place is not None and sounding.onset >= place.end:
            place = next(places, place)
        velocity = _plain_velocity(place, sounding.onset) if place is not None else _DOWNBEAT
        notes += [
            PlayedNote(sounding.onset, sounding.duration, pitch, velocity) for pitch in sounding.pitches
        ]
    return (Player(instrument.lead, Role.MELODY, instrument.program, _SOLO, tuple(notes)),)


def _plain_velocity(place: PlayedBar, onset: Fraction) -> int:
    position, meter, (beat, _) = onset - place.onset + place.offset, place.meter, place.tempo
    if uneven(meter):
        on_beat = position % meter.bar in beat_onsets(meter)
    else:
        on_beat = not position % (meter.beat if meter.bar % beat else beat)
    return _DOWNBEAT if not position else _BEAT if on_beat else _OFFBEAT


_RINGS = {Family.PLUCK: 3, Family.KEYS: 3}
"""Beats that the last note sounds on; a string that is plucked or struck is let ring."""


class _Tune:
    """What all players of a melody agree on."""

    def __init__(self, melody: Melody, bars: Sequence[PlayedBar]) -> None:
        self.tune_type = known_type(melody.rhythm)
        self.bars = bars
        self.feels = feels_of(melody)
        self.tones = line_of(bars)

    def played(
        self,
        tones: Sequence[Tone],
        instrument: Instrument,
        seed: str,
        *,
        ornaments: bool,
        varied: bool = False,
    ) -> tuple[PlayedNote, ...]:
        """The notes of a player who has these tones of the line. Without `ornaments` written ones too.

        `varied`: also those that are not played every time.
        """
        chance = Random(seed)  # noqa: S311 - music, not secrets
        scenes = self._scenes(tones, instrument)
        paces = [scene.per_millisecond for scene in scenes]
        spans = early_or_late(placed(self.feels, tones, self.bars), paces, chance)
        on_beat = [scene.on_beat(tone) for scene, tone in zip(scenes, tones, strict=True)]
        ends = sounding_ends(tones, spans, instrument.family, on_beat, paces, chance)
        if tones and tones[-1].onset == self.tones[-1].onset:
            ends[-1] = max(ends[-1], self._held(tones[-1], instrument.family))
        loud = velocities(tones, self.tune_type, instrument.family, chance)
        where = chosen(tones, scenes, chance if varied else None) if ornaments else {}
        sounds: list[Sound] = []
        for index, tone in enumerate(tones):
            start, end = spans[index][0], ends[index]
            signed = ornaments and has_ornament(tone.signs)
            if not signed and index not in where:
                sounds += [Sound(start, end, pitch, loud[index]) for pitch in tone.pitches]
                continue
            following = min(index + 1, len(tones) - 1)
            until = min(end, spans[following][0]) if following > index else end
            after, scene = tones[following], scenes[index]
            sound = Sound(start, until, tone.pitches[-1], loud[index])
            if signed:
                before = spans[index - 1][0] if index else 0
                figure = as_written(Spot(sound, tone, after, scene, chance), before)
                main = next(one for one in figure if not one.ornament)
                sounds += [replace(sound, onset=main.onset, pitch=pitch) for pitch in tone.pitches[:-1]]
                sounds += figure
            else:
                sounds += ornamented(where[index], sound, tone, after, scene, chance)
        return tuple(_notes(sounds))

    def _scenes(self, tones: Sequence[Tone], instrument: Instrument) -> list[Scene]:
        """What is in force at each tone."""
        known: dict[tuple[Meter, Tempo], Scene] = {}
        scenes = []
        for tone in tones:
            now = tone.place.meter, tone.place.tempo
            if now not in known:
                known[now] = self._scene(instrument, *now)
            scenes.append(known[now])
        return scenes

    def _scene(self, instrument: Instrument, meter: Meter, tempo: Tempo) -> Scene:
        feel = self.feels[meter]
        return Scene(
            self.tune_type, instrument, ticks(self.feels.running(meter)),
            tuple(map(ticks, feel.beats)), ticks(meter.bar),
            tuple(map(float, feel.shares)), ticks_per_millisecond(tempo),
        )  # fmt: skip

    def _held(self, last: Tone, family: Family) -> int:
        """The last note sounds on after the end of the tune, even if a rest fills up its bar."""
        meter = self.bars[-1].meter
        beat, _ = beat_of(self.tune_type, meter)
        end = ticks(self.bars[-1].end)
        rest = end - last.end
        return (end if rest < ticks(meter.bar) else last.end) + _RINGS.get(family, 1) * ticks(beat)


def _notes(sounds: Sequence[Sound]) -> Iterator[PlayedNote]:
    ordered = sorted(sounds, key=lambda sound: sound.onset)
    ends = without_overlap([(sound.onset, sound.end, sound.pitch) for sound in ordered])
    for sound, end in zip(ordered, ends, strict=True):
        yield PlayedNote(
            whole_notes(sound.onset),
            whole_notes(end - sound.onset),
            sound.pitch,
            sound.velocity,
            sound.ornament,
        )
