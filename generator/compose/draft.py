"""A draft: the text that the model wrote, read, checked and made into a finished tune, or rejected."""

from __future__ import annotations

from dataclasses import replace

from generator.compose.opening import Opening
from generator.compose.plan import Plan
from generator.compose.written.variation import Variation
from generator.errors import NotationError
from generator.notation.checker import check
from generator.notation.form import FormError, form_of
from generator.notation.melody import Melody
from generator.notation.model_text import END, read_model_text
from generator.notation.transpose import in_octaves, lies_within, nearest_to

_CENTRE = 72
"""Mean pitch, as MIDI, that tunes are played near to: where fiddle tunes lie."""

_COMFORTABLE_TOP = 83
"""B5: the end of a fiddle's first position and of a whistle's second octave. Few printed tunes go higher."""


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


def read_varied(text: str, variation: Variation) -> Melody:
    """The source with the bars that the model wrote. Raises Rejected with the first reason against them."""
    try:
        tune = variation.melody(text)
    except NotationError:
        raise Rejected("it cannot be read") from None
    except ValueError as error:
        raise Rejected(str(error)) from None
    if not variation.changes(tune):
        raise NothingNew("it changes nothing")
    return tune


def finish_draft(melody: Melody, plan: Plan, given: Opening | None) -> Melody:
    """The tune as it was asked for, from one on C. Raises Rejected with the first reason against it."""
    return replace(_transposed(melody, plan, given), tempo=(plan.beat, plan.tempo))


def _transposed(melody: Melody, plan: Plan, given: Opening | None) -> Melody:
    """The tune in the key that was asked, in an octave of its instrument; given notes stay note for note.

    In an octave in which it does not go above `_COMFORTABLE_TOP`, if there is one.
    """
    moved = in_octaves(melody, plan.key.tonic)
    if given is not None:
        moved = [one for one in moved if given.kept_in(one)]
        if not moved:
            raise Rejected("it does not keep the given notes")
    playable = [one for one in moved if lies_within(one, plan.instrument.lowest, plan.instrument.highest)]
    if not playable:
        raise Rejected("the instrument cannot play it")
    comfortable = [one for one in playable if lies_within(one, 0, _COMFORTABLE_TOP)]
    return nearest_to(comfortable or playable, _CENTRE)
