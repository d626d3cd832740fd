"""A draft: the text that the model wrote, read, checked and made into a finished tune, or rejected."""

from __future__ import annotations

from dataclasses import replace

from generator.compose.plan import Plan
from generator.compose.task import Given
from generator.compose.variation import Variation
from generator.errors import NotationError
from generator.notation.checker import check
from generator.notation.form import FormError, form_of
from generator.notation.melody import Melody
from generator.notation.model_text import END, read_model_text
from generator.notation.transpose import in_octaves, lies_within, nearest_to

_CENTRE = 72
"""Mean pitch, as MIDI, that tunes are played near to: where fiddle tunes lie."""


class Rejected(Exception):
    """This draft is not what was asked, or no tune; the message is the reason."""


class NothingNew(Rejected):
    """It is a tune as asked, but it existed before."""


def read_draft(text: str, plan: Plan) -> Melody:
    """The tune that the model wrote, still on C. Raises Rejected with the first reason against it."""
    if not text.endswith(END):
        raise Rejected("it does not end")
    try:
        melody = read_model_text(text)
        form = form_of(melody)
    except (NotationError, FormError):
        raise Rejected("it cannot be read") from None
    problems = check(melody)
    if problems:
        raise Rejected(problems[0])
    if form != plan.form:
        raise Rejected("it has the wrong form")
    return melody


def finish_draft(melody: Melody, plan: Plan, given: Given | None) -> Melody:
    """The tune as it was asked for, from one on C. Raises Rejected with the first reason against it."""
    moved = _transposed(melody, plan, given)
    if isinstance(given, Variation) and not given.changes(moved):
        raise NothingNew("it changes nothing")
    return replace(moved, tempo=(plan.beat, plan.tempo))


def _transposed(melody: Melody, plan: Plan, given: Given | None) -> Melody:
    """The tune in the key that was asked, in an octave of its instrument; given notes stay note for note."""
    moved = in_octaves(melody, plan.key.tonic)
    if given is not None:
        moved = [one for one in moved if given.kept_in(one)]
        if not moved:
            raise Rejected("it does not keep the given notes")
    playable = [one for one in moved if lies_within(one, plan.instrument.lowest, plan.instrument.highest)]
    if not playable:
        raise Rejected("the instrument cannot play it")
    return nearest_to(playable, _CENTRE)
