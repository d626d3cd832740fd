"""A request as an assignment: what follows from it before the first draft is written."""

from __future__ import annotations

from dataclasses import dataclass

from generator.catalogue import Catalogue
from generator.compose.opening import Opening, read_opening
from generator.compose.plan import Plan
from generator.compose.resolve import resolve
from generator.compose.written.sketch import shown_form
from generator.compose.written.source import named_bars, read_source
from generator.compose.written.variation import Variation, read_variation, where
from generator.errors import BadRequest
from generator.grammar.matcher import Task, make_matcher
from generator.instruments import INSTRUMENTS
from generator.notation.checker import RANGE
from generator.notation.model_text import TONIC, write_header
from generator.notation.theory import Key
from generator.notation.transpose import OCTAVES, semitones_up
from generator.request import ComposeRequest
from generator.sampling.request import SampleRequest

Given = Opening | Variation
"""Notes that the user gave, which the tune must keep."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A request with nothing left open, its plan, the notes that the user gave, if any, and what the sampler
    is asked for with the plan's own seed.
    """

    resolved: ComposeRequest
    plan: Plan
    given: Given | None
    sample_request: SampleRequest

    @property
    def bars(self) -> int:
        """How many bars are to be written, or read, up to the last one that is written."""
        if isinstance(self.given, Variation):
            return self.given.script.bars[-1].number + 1
        return sum(self.plan.form.bars)


def assign(catalogue: Catalogue, request: ComposeRequest, seed: int) -> Assignment:
    """The assignment of a request; `seed` draws what it leaves open. Raises BadRequest."""
    resolved = resolve(catalogue, request, seed)
    if resolved.source is not None and resolved.change is not None:
        return _variation(catalogue, resolved, resolved.source, resolved.change)
    plan = Plan.of(resolved)
    opening = None if plan.opening is None else read_opening(plan.opening, plan)
    return Assignment(resolved, plan, opening, sample_request_of(plan, opening))


def _variation(catalogue: Catalogue, resolved: ComposeRequest, source: str, change: str) -> Assignment:
    """The assignment of a request for a variation."""
    tune = read_source(source)
    free = named_bars(tune, change)
    here = where(tune, free)
    shown = catalogue.nearest(resolved.type, here.meter, here.key.mode)
    plan = Plan.of_variation(resolved, shown, shown_form(tune))
    given = read_variation(tune, free, INSTRUMENTS[resolved.instrument], shown.mode)
    request = SampleRequest(_header(plan), plan.seed, plan.temperature, task=given.script, top_p=plan.top_p)
    return Assignment(resolved, plan, given, request)


def _header(plan: Plan) -> str:
    return write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)


def sample_request_of(plan: Plan, opening: Opening | None) -> SampleRequest:
    """What the sampler is asked for, for a new tune. Raises BadRequest for notes that it cannot keep."""
    task = task_of(plan, opening)
    text = opening.text if opening else ""
    try:
        make_matcher(task, text)
    except ValueError:
        allowed = (
            "it may have rests, triplets and notes from a sixteenth to a whole, in the instrument's range"
        )
        raise BadRequest("opening", plan.opening, allowed) from None
    return SampleRequest(_header(plan), plan.seed, plan.temperature, text, task, top_p=plan.top_p)


def task_of(plan: Plan, opening: Opening | None) -> Task:
    """What the grammar holds the model to. An opening settles the octave; without one any octave will do."""
    model_key = Key(TONIC, plan.key.mode)
    up = semitones_up(model_key, plan.key)
    shifts = [up + 12 * octave for octave in OCTAVES] if opening is None else [opening.shift]
    windows = (
        (max(RANGE[0], plan.instrument.lowest - shift), min(RANGE[1], plan.instrument.highest - shift))
        for shift in shifts
    )
    playable = tuple((low, high) for low, high in windows if low < high)
    return Task(plan.form, plan.meter, model_key, playable, cadence=True)
