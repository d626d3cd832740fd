"""One request through model, grammar and checker.

The grammar keeps the model to correct tunes of the asked form; the checker, which knows nothing of it, looks
at every tune again. What it does not accept is drawn anew, a bounded number of times.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from generator.compose.blocklist import is_offensive
from generator.compose.opening import Opening, read_opening
from generator.compose.originality import TOO_CLOSE
from generator.compose.plan import Plan
from generator.compose.titles import name_of, unnumbered
from generator.compose.variation import Variation, check_task, read_variation
from generator.errors import BadRequest, ComposeError, ModelError, NotationError
from generator.grammar.matcher import CHARACTERS, Task, writing
from generator.model.checkpoint import Checkpoint
from generator.notation.checker import RANGE, check
from generator.notation.form import FormError, form_of
from generator.notation.melody import Melody
from generator.notation.model_text import END, TONIC, read_model_text, write_header
from generator.notation.theory import Key
from generator.notation.transpose import OCTAVES, in_octaves, lies_within, nearest_to, semitones_up
from generator.notation.writer import write_abc
from generator.sampling.batch import BarHeard, Sampler
from generator.sampling.decoder import Draw
from generator.tune import SEEDS, TEMPERATURES, ComposeRequest, Likeness, Tune

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 16
LONGEST_TITLE = 60
_WARMER = 1.15
"""By how much a draft that was nothing new warms the next."""
_CENTRE = 72
"""Mean pitch, as MIDI, that tunes are played near to: where fiddle tunes lie."""


_TOLD_EVERY = 0.25
"""Seconds, at least, between two tellings which bar is being written."""


Given = Opening | Variation
"""Notes that were there before."""


class Rejected(Exception):
    """This draw is not what was asked, or no tune; the message is the reason."""


class NothingNew(Rejected):
    """It is a tune as asked, but one that there was before."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A tune, and seconds per stage."""

    tune: Tune
    timings: Mapping[str, float]


BarsTold = Callable[[int, int], None]
"""Told in the event loop which bar is being written, and of how many."""


def _untold(bar: int, bars: int) -> None:
    """Who is told where nobody asked."""


class Composer:
    """Turns requests into tunes. The same model and resolved request give the same tune."""

    def __init__(self, checkpoint: Checkpoint, sampler: Sampler) -> None:
        """Raises ModelError for a model that was trained on too little to write every tune."""
        missing = "".join(sorted(one for one in CHARACTERS if one not in checkpoint.alphabet))
        if missing:
            raise ModelError(f"The model {checkpoint.id} has never met these characters: {missing!r}.")
        self._catalogue = checkpoint.catalogue
        self._originality = checkpoint.originality
        self._sampler = sampler

    async def compose(self, request: ComposeRequest, progress: BarsTold = _untold) -> Composed:
        """`progress` is told, now and then, which bar of how many is being written.

        Raises BadRequest, or ComposeError where no draw was good enough.
        """
        seed = secrets.randbelow(SEEDS[1] + 1) if request.seed is None else request.seed
        resolved, plan, first, given = await asyncio.to_thread(self._begin, request, seed)
        heard = _now_and_then(progress, sum(plan.form.bars))
        rejections: Counter[str] = Counter()
        timings = {"sample": 0.0, "notation": 0.0}
        warmth = 1.0
        for attempt in range(1, MOST_ATTEMPTS + 1):
            draw = warmed(replace(first, seed=attempt_seed(plan.seed, attempt)), warmth)
            with _timed(timings, "sample"):
                text = await asyncio.wrap_future(self._sampler.draw(draw, heard))
            try:
                with _timed(timings, "notation"):
                    melody, likeness = await asyncio.to_thread(self._accept, text, plan, given)
            except Rejected as reason:
                rejections[str(reason)] += 1
                warmth *= _WARMER if isinstance(reason, NothingNew) else 1.0
                continue
            title = title_of(melody, plan, given)
            tune = Tune(
                request=resolved, title=title, abc=write_abc(melody, title=title),
                model=self._catalogue.model, attempts=attempt, rejections=dict(rejections),
                originality=likeness,
            )  # fmt: skip
            return Composed(tune, timings)
        log.warning("no tune in %d draws for %s: %s", MOST_ATTEMPTS, resolved.to_json(), dict(rejections))
        raise ComposeError(
            f"None of {MOST_ATTEMPTS} drafts came out as asked; a more usual form or less temperature helps."
        )

    def _accept(self, text: str, plan: Plan, given: Given | None) -> tuple[Melody, Likeness | None]:
        """The finished tune, and the training tune nearest to it. Raises Rejected."""
        melody = accept(text, plan, given)
        likeness = self._originality.nearest(melody)
        if likeness and likeness.share > self._most_share(given):
            raise NothingNew("it is too close to a printed tune")
        return melody, likeness

    def _most_share(self, given: Given | None) -> float:
        """How much may stand in one printed tune; as much as does already, where such a tune is varied."""
        if not isinstance(given, Variation):
            return TOO_CLOSE
        likeness = self._originality.nearest(given.source)
        return max(TOO_CLOSE, likeness.share if likeness else 0.0)

    def _begin(self, request: ComposeRequest, seed: int) -> tuple[ComposeRequest, Plan, Draw, Given | None]:
        """What was asked with nothing left open, and the first draw. Raises BadRequest.

        Not for the event loop: a source is read, and the grammar tried on it.
        """
        resolved = self._catalogue.resolve(request, seed)
        plan = Plan.of(resolved)
        return resolved, plan, *self._first_draw(plan)

    def _first_draw(self, plan: Plan) -> tuple[Draw, Given | None]:
        """What the sampler is asked for, but for the seed. Raises BadRequest for what cannot be kept."""
        header = write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)
        given = _given(plan)
        task = task_of(plan, given)
        if isinstance(given, Variation):
            check_task(task)
        text = given.text if given else ""
        try:
            writing(task, text)
        except ValueError:
            allowed = (
                "it may be of notes from a sixteenth to a whole, rests and triplets that the instrument has"
            )
            raise BadRequest("opening", plan.opening, allowed) from None
        return Draw(header, plan.seed, plan.temperature, text, task, top_p=plan.top_p), given


def _given(plan: Plan) -> Given | None:
    """What stands before the model begins. Raises BadRequest."""
    if plan.source is not None and plan.change is not None:
        return read_variation(plan.source, plan.change)
    return None if plan.opening is None else read_opening(plan.opening, plan)


def title_of(melody: Melody, plan: Plan, given: Given | None) -> str:
    """A variation goes by its source's name, if that can be shown; every other tune has one of its own."""
    if isinstance(given, Variation):
        title = unnumbered(" ".join(given.source.title.split()))
        if 0 < len(title) <= LONGEST_TITLE and not is_offensive(title):
            return title
    return name_of(f"{plan.seed} {write_abc(melody, title='')}")


def warmed(draw: Draw, warmth: float) -> Draw:
    """The draw with its temperature times `warmth` >= 1, and nothing cut off: a model that knows a tune by
    heart writes it again at the same temperature."""
    if warmth == 1.0:
        return draw
    return replace(draw, temperature=min(draw.temperature * warmth, TEMPERATURES[1]), top_p=1.0)


def attempt_seed(seed: int, attempt: int) -> int:
    """Random numbers of their own for every attempt of every seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{attempt}".encode()).digest()[:8], "big")


def task_of(plan: Plan, given: Given | None) -> Task:
    """What the grammar holds the model to. Where notes are given the octave is settled, else any will do.

    Raises BadRequest where the instrument has not all the notes that stay.
    """
    written = Key(TONIC, plan.key.mode)
    up = semitones_up(written, plan.key)
    shifts = [up + 12 * octave for octave in OCTAVES] if given is None else [given.shift]
    windows = (
        (max(RANGE[0], plan.instrument.lowest - shift), min(RANGE[1], plan.instrument.highest - shift))
        for shift in shifts
    )
    playable = tuple((low, high) for low, high in windows if low < high)
    if not isinstance(given, Variation):
        return Task(plan.form, plan.meter, written, playable, cadence=True)
    if not playable or not all(playable[0][0] <= pitch <= playable[0][1] for pitch in given.pitches):
        raise BadRequest("instrument", plan.instrument.name, "it has not all the notes of the source")
    last_is_free = given.script.bars[-1] is None
    return Task(plan.form, plan.meter, written, playable, cadence=last_is_free, script=given.script)


def accept(text: str, plan: Plan, given: Given | None) -> Melody:
    """What the model wrote as a finished tune. Raises Rejected with the first reason against it."""
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
        raise Rejected("it has another form")
    moved = _placed(melody, plan, given)
    if isinstance(given, Variation) and not given.changes(moved):
        raise NothingNew("it changes nothing")
    return replace(moved, tempo=(plan.beat, plan.tempo))


def _placed(melody: Melody, plan: Plan, given: Given | None) -> Melody:
    """The tune moved to the key that was asked, where its instrument plays; what was given note for note."""
    moved = in_octaves(melody, plan.key.tonic)
    if given is not None:
        moved = [one for one in moved if given.kept_in(one)]
        if not moved:
            raise Rejected("it leaves what was given")
    playable = [one for one in moved if lies_within(one, plan.instrument.lowest, plan.instrument.highest)]
    if not playable:
        raise Rejected("its range is not the instrument's")
    return nearest_to(playable, _CENTRE)


def _now_and_then(progress: BarsTold, bars: int) -> BarHeard:
    """What the sampler's thread can call at every bar line."""
    loop = asyncio.get_running_loop()
    told = time.monotonic()

    def heard(closed: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _TOLD_EVERY:
            told = time.monotonic()
            with suppress(RuntimeError):  # the loop has been closed meanwhile
                loop.call_soon_threadsafe(progress, min(closed + 1, bars), bars)

    return heard


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] += time.perf_counter() - started
