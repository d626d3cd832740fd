"""A plan as a task: what the grammar holds the model to, and what the sampler is asked for."""

from __future__ import annotations

from generator.compose.opening import Opening, read_opening
from generator.compose.plan import Plan
from generator.compose.variation import Variation, read_variation
from generator.errors import BadRequest
from generator.grammar.matcher import Task, make_matcher
from generator.notation.checker import RANGE
from generator.notation.model_text import TONIC, write_header
from generator.notation.theory import Key
from generator.notation.transpose import OCTAVES, semitones_up
from generator.sampling.request import SampleRequest

Given = Opening | Variation
"""Notes that the user gave, which the tune must keep."""


def read_given(plan: Plan) -> Given | None:
    """The notes that the plan's user gave, if any. Raises BadRequest."""
    if plan.source is not None and plan.change is not None:
        return read_variation(plan.source, plan.change)
    return None if plan.opening is None else read_opening(plan.opening, plan)


def sample_request_of(plan: Plan, given: Given | None) -> SampleRequest:
    """What the sampler is asked for, with the plan's own seed. Raises BadRequest for notes it cannot keep."""
    header = write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)
    task = task_of(plan, given)
    if isinstance(given, Variation):
        check_source(task)
    opening = given.text if given else ""
    try:
        make_matcher(task, opening)
    except ValueError:
        allowed = (
            "it may have rests, triplets and notes from a sixteenth to a whole, in the instrument's range"
        )
        raise BadRequest("opening", plan.opening, allowed) from None
    return SampleRequest(header, plan.seed, plan.temperature, opening, task, top_p=plan.top_p)


def task_of(plan: Plan, given: Given | None) -> Task:
    """What the grammar holds the model to. Given notes settle the octave; without them any octave will do.

    Raises BadRequest if the instrument does not have all the notes that are kept.
    """
    model_key = Key(TONIC, plan.key.mode)
    up = semitones_up(model_key, plan.key)
    shifts = [up + 12 * octave for octave in OCTAVES] if given is None else [given.shift]
    windows = (
        (max(RANGE[0], plan.instrument.lowest - shift), min(RANGE[1], plan.instrument.highest - shift))
        for shift in shifts
    )
    playable = tuple((low, high) for low, high in windows if low < high)
    if not isinstance(given, Variation):
        return Task(plan.form, plan.meter, model_key, playable, cadence=True)
    if not playable or not all(playable[0][0] <= pitch <= playable[0][1] for pitch in given.pitches):
        raise BadRequest("instrument", plan.instrument.name, "it cannot play all the notes of the source")
    last_is_free = given.script.bars[-1] is None
    return Task(plan.form, plan.meter, model_key, playable, cadence=last_is_free, script=given.script)


def check_source(task: Task) -> None:
    """Raises BadRequest if the grammar cannot write the bars that are kept."""
    try:
        matcher = make_matcher(task)
        while not matcher.done:
            options = matcher.allowed()
            if not options:
                raise ValueError("nothing can follow")
            matcher.advance(next((one for one in options if one in "|:"), options[-1]))
    except ValueError:
        allowed = "it may have only rests, triplets and single notes from a sixteenth to a whole"
        raise BadRequest("source", "this tune", allowed) from None
