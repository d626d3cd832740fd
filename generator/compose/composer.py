"""The composer: one request through the model, the grammar and the checker.

The grammar keeps the model to correct tunes of the form that was asked; the checker, which knows nothing of
it, checks every draft. A rejected draft is followed by another one, up to `MOST_ATTEMPTS`.
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

from generator.compose.blocklist import is_blocked
from generator.compose.draft import NothingNew, Rejected, finish_draft
from generator.compose.originality import TOO_CLOSE, Originality
from generator.compose.plan import Plan
from generator.compose.resolve import resolve
from generator.compose.task import Given, read_given, sample_request_of
from generator.compose.titles import title_for, without_number
from generator.compose.variation import Variation
from generator.errors import ComposeError, ModelError
from generator.grammar.matcher import CHARACTERS
from generator.model.checkpoint import Checkpoint
from generator.notation.melody import Melody
from generator.notation.writer import write_abc
from generator.sampling.batch import OnBar
from generator.sampling.request import SampleRequest
from generator.sampling.sampler import Sampler
from generator.tune import SEEDS, TEMPERATURES, ComposeRequest, NearestTune, Tune

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 16
LONGEST_TITLE = 60
_WARMER = 1.15
"""The temperature grows by this factor after a draft that was nothing new."""
_PROGRESS_SECONDS = 0.25
"""Seconds, at least, between two calls of `progress`."""

BarProgress = Callable[[int, int], None]
"""Called in the event loop with the bar that is being written, and the number of bars."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A tune, and seconds per stage."""

    tune: Tune
    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A request with nothing left open, and what follows from it before the first draft."""

    resolved: ComposeRequest
    plan: Plan
    given: Given | None
    sample_request: SampleRequest


def _ignore_progress(bar: int, bars: int) -> None:
    """The `BarProgress` that does nothing."""


class Composer:
    """Turns requests into tunes. The same model and resolved request give the same tune."""

    def __init__(self, checkpoint: Checkpoint, sampler: Sampler) -> None:
        """Raises ModelError for a model that lacks characters which some tunes need."""
        missing = "".join(sorted(one for one in CHARACTERS if one not in checkpoint.alphabet))
        if missing:
            raise ModelError(
                f"The model {checkpoint.id} does not know these characters, which tunes need: {missing!r}."
            )
        self._catalogue = checkpoint.catalogue
        self._originality = Originality(checkpoint.training_tunes)
        self._sampler = sampler

    async def compose(self, request: ComposeRequest, progress: BarProgress = _ignore_progress) -> Composition:
        """`progress` is called from time to time while a draft is written.

        Raises BadRequest, or ComposeError if no draft was good enough.
        """
        seed = secrets.randbelow(SEEDS[1] + 1) if request.seed is None else request.seed
        assignment = await asyncio.to_thread(self._prepare, request, seed)
        on_bar = _throttled(progress, sum(assignment.plan.form.bars))
        rejections: Counter[str] = Counter()
        timings = {"sample": 0.0, "notation": 0.0}
        warmth = 1.0
        for attempt in range(1, MOST_ATTEMPTS + 1):
            sample_request = _for_attempt(assignment.sample_request, attempt, warmth)
            with _timed(timings, "sample"):
                text = await asyncio.wrap_future(self._sampler.sample(sample_request, on_bar))
            try:
                with _timed(timings, "notation"):
                    melody, nearest = await asyncio.to_thread(self._accept, text, assignment)
            except Rejected as reason:
                rejections[str(reason)] += 1
                warmth *= _WARMER if isinstance(reason, NothingNew) else 1.0
                continue
            title = choose_title(melody, assignment.plan, assignment.given)
            tune = Tune(
                request=assignment.resolved, title=title, abc=write_abc(melody, title=title),
                model=self._catalogue.model, attempts=attempt, rejections=dict(rejections),
                originality=nearest,
            )  # fmt: skip
            return Composition(tune, timings)
        asked = assignment.resolved.to_json()
        log.warning("no tune in %d drafts for %s: %s", MOST_ATTEMPTS, asked, dict(rejections))
        raise ComposeError(
            f"None of {MOST_ATTEMPTS} drafts came out as asked; try a commoner form or a lower temperature."
        )

    def _prepare(self, request: ComposeRequest, seed: int) -> _Assignment:
        """Not for the event loop: a source is read, and the grammar tries it. Raises BadRequest."""
        resolved = resolve(self._catalogue, request, seed)
        plan = Plan.of(resolved)
        given = read_given(plan)
        return _Assignment(resolved, plan, given, sample_request_of(plan, given))

    def _accept(self, text: str, assignment: _Assignment) -> tuple[Melody, NearestTune | None]:
        """The finished tune, and the training tune nearest to it. Raises Rejected."""
        melody = finish_draft(text, assignment.plan, assignment.given)
        nearest = self._originality.nearest(melody)
        if nearest and nearest.share > self._most_share(assignment.given):
            raise NothingNew("it is too close to a printed tune")
        return melody, nearest

    def _most_share(self, given: Given | None) -> float:
        """The largest share that may be in one training tune; a variation may have as much as its source."""
        if not isinstance(given, Variation):
            return TOO_CLOSE
        nearest = self._originality.nearest(given.source)
        return max(TOO_CLOSE, nearest.share if nearest else 0.0)


def choose_title(melody: Melody, plan: Plan, given: Given | None) -> str:
    """A variation takes its source's title if that can be shown; every other tune gets one of its own."""
    if isinstance(given, Variation):
        title = without_number(" ".join(given.source.title.split()))
        if 0 < len(title) <= LONGEST_TITLE and not is_blocked(title):
            return title
    return title_for(f"{plan.seed} {write_abc(melody, title='')}")


def _for_attempt(first: SampleRequest, attempt: int, warmth: float) -> SampleRequest:
    """The request with the seed of this attempt and, if `warmth` is above 1, its temperature times that.

    A warmer request has no top-p either: a model that knows a tune by heart would write it again.
    """
    request = replace(first, seed=attempt_seed(first.seed, attempt))
    if warmth == 1.0:
        return request
    return replace(request, temperature=min(request.temperature * warmth, TEMPERATURES[1]), top_p=1.0)


def attempt_seed(seed: int, attempt: int) -> int:
    """A seed of its own for every attempt of every seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{attempt}".encode()).digest()[:8], "big")


def _throttled(progress: BarProgress, bars: int) -> OnBar:
    """`progress` as a callback for the sampler's thread, which calls it at every bar line."""
    loop = asyncio.get_running_loop()
    last_call = time.monotonic()

    def on_bar(closed: int) -> None:
        nonlocal last_call
        if time.monotonic() - last_call >= _PROGRESS_SECONDS:
            last_call = time.monotonic()
            with suppress(RuntimeError):  # the loop has been closed since
                loop.call_soon_threadsafe(progress, min(closed + 1, bars), bars)

    return on_bar


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] += time.perf_counter() - started
