"""Puts a voice that was read together: its bars in sections, its parts in order, its ties."""

from __future__ import annotations

from dataclasses import replace

from generator.notation.form import pickup_offsets
from generator.notation.melody import Melody
from generator.notation.order.jumps import first_jump, route_of
from generator.notation.reading.structure.bar_lengths import uneven_bars
from generator.notation.reading.structure.parts import structured
from generator.notation.reading.structure.repeats import closed_before_endings, unclosed
from generator.notation.reading.structure.ties import with_right_ties
from generator.notation.reading.voices import Voice
from generator.notation.unfold import played_stretches

_BEFORE_ENDINGS = "The :| before a first ending is read as a simple bar line; the endings repeat the part."
MOST_BARS = 10_000
"""As they are played, repeats included."""


def assembled(voice: Voice, order: str) -> tuple[Melody, list[str]]:
    """The tune, and what is to be said of it; `order` is the P: field of the head. Raises ValueError."""
    if voice.fault:
        raise voice.fault
    bars, untied = voice.melody.finish()
    parts, followed, remarks = structured(bars, order)
    fields = voice.fields
    melody = Melody(
        fields.head_meter,
        fields.head_key,
        tuple(parts),
        fields.rhythm,
        fields.title,
        fields.head_tempo,
        order=followed,
        clef=fields.head_staff.drawn,
        texts=tuple(fields.texts),
    )
    if sum(map(len, played_stretches(melody))) > MOST_BARS:
        raise ValueError(f"the tune has more than {MOST_BARS} bars, repeats included")
    _say_unclosed(voice, melody, unclosed(bars, parts))
    _say_jump(voice, melody)
    for at in closed_before_endings(bars, parts):
        voice.notices.add(_BEFORE_ENDINGS, voice.line_of(at))
    if uneven := uneven_bars(melody):
        voice.notices.add(uneven[0], voice.line_of(uneven[1]))
    melody, lost = with_right_ties(melody, untied)
    if lost:
        remarks.append(
            "A tie of some notes of a chord is not played where the next chord repeats the others."
        )
    return melody, remarks


def _say_jump(voice: Voice, melody: Melody) -> None:
    """Say which jump is not followed."""
    route = route_of(melody.bars)
    if melody.order and (jump := first_jump(melody.bars)):
        why = f"the parts are played in the order P:{''.join(melody.order):.40}"
        route = replace(route, remark=f"{jump.text} is not followed: {why}.", at=jump.bar)
    if route.remark:
        voice.notices.add(route.remark, voice.line_of(route.at))


def _say_unclosed(voice: Voice, melody: Melody, openings: list[int]) -> None:
    """Say which repeats are never closed. Pickups are no bars of their own."""
    pickups = pickup_offsets(melody) if openings else []
    for at in openings:
        number = 1 + sum(not offset for offset in pickups[:at])
        said = f"A repeat that is opened in bar {number} is never closed; it is played once."
        voice.notices.add(said, voice.line_of(at))
