"""The composer: one request through the model, the grammar, the checker and the judge.

The grammar keeps the model to correct tunes of the form that was asked; the checker, which knows nothing of
it, checks every draft. Drafts are drawn in rounds of `DRAFTS`; the judge puts those of a round in order, and
the first that is accepted is taken. If none is, another round follows, up to `MOST_ATTEMPTS` drafts in all.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from generator.compose.blocklist import is_blocked
from generator.compose.composition import BarProgress, Composition
from generator.compose.draft import NothingNew, Rejected, finish_draft, read_draft, read_varied
from generator.compose.originality import TOO_CLOSE, Originality
from generator.compose.plan import Plan
from generator.compose.task import Assignment, Given, assign
from generator.compose.titles import title_for, title_of_source
from generator.compose.written.variation import Variation
from generator.errors import ComposeError, ModelError
from generator.grammar.matcher import CHARACTERS
from generator.model.checkpoint import Checkpoint
from generator.notation.melody import Melody
from generator.notation.tune_types import beat_of
from generator.notation.writing.writer import write_abc
from generator.request import SEEDS, TEMPERATURES, ComposeRequest
from generator.sampling.batch import OnBar, ignore_bar
from generator.sampling.request import SampleRequest
from generator.sampling.sampler import Sampler
from generator.tune import NearestTune, Tune

log = logging.getLogger(__name__)

DRAFTS = 4
"""Drafts of a round. A model without a judge has rounds of one, and takes the first good draft."""
MOST_ATTEMPTS = 16
_WARMER = 1.15
"""The temperature grows by this factor after a draft that was nothing new."""
_PROGRESS_SECONDS = 0.25
"""Seconds, at least, between two calls of `progress`."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A finished tune, and the training tune nearest to it, if any."""

    melody: Melody
    nearest: NearestTune | None


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
        self._judge = checkpoint.judge
        self._drafts = DRAFTS if checkpoint.judge else 1
        self._sampler = sampler
        if checkpoint.judge is None:
            log.debug("%s has no judge: it takes the first good draft", checkpoint.id)

    async def compose(self, request: ComposeRequest, progress: BarProgress = _ignore_progress) -> Composition:
        """`progress` is called from time to time while a draft is written.

        Raises BadRequest, or ComposeError if no draft was good enough.
        """
        seed = secrets.randbelow(SEEDS[1] + 1) if request.seed is None else request.seed
        assignment = await asyncio.to_thread(assign, self._catalogue, request, seed)  # a source is read
        on_bar = _throttled(progress, assignment.bars)
        rejections: Counter[str] = Counter()
        timings = {"sample": 0.0, "notation": 0.0}
        warmth = 1.0
        for first in range(1, MOST_ATTEMPTS + 1, self._drafts):
            asked_of = [
                _for_attempt(assignment.sample_request, first + at, warmth) for at in range(self._drafts)
            ]
            with _timed(timings, "sample"):
                texts = await self._sample(asked_of, on_bar)
            with _timed(timings, "notation"):
                tune, reasons = await asyncio.to_thread(self._chosen, texts, assignment, rejections)
            if tune:
                return Composition(replace(tune, drafts=first - 1 + self._drafts), timings)
            warmth *= _WARMER ** sum(isinstance(reason, NothingNew) for reason in reasons)
        words = () if assignment.resolved.source is None else ("source", "type")  # people's: not logged
        asked = {name: one for name, one in assignment.resolved.to_json().items() if name not in words}
        log.warning("no tune in %d drafts for %s: %s", MOST_ATTEMPTS, asked, dict(rejections))
        raise ComposeError(
            f"None of {MOST_ATTEMPTS} drafts came out as asked; try a commoner form or a lower temperature."
        )

    async def _sample(self, requests: Sequence[SampleRequest], on_bar: OnBar) -> list[str]:
        """The texts of these requests, sampled at once. `on_bar` follows the first."""
        futures = [
            self._sampler.sample(request, ignore_bar if at else on_bar) for at, request in enumerate(requests)
        ]
        try:
            return await asyncio.gather(*map(asyncio.wrap_future, futures))
        finally:
            for future in futures:  # one failed, or the caller has gone: the others free their rows
                future.cancel()

    def _chosen(
        self, texts: Sequence[str], assignment: Assignment, rejections: Counter[str]
    ) -> tuple[Tune | None, list[Rejected]]:
        """The tune of the best draft, and the reasons against the others, which are counted too."""
        chosen, reasons = self._choose(texts, assignment)
        rejections.update(map(str, reasons))
        return self._tune(chosen, assignment, rejections) if chosen else None, reasons

    def _choose(
        self, texts: Sequence[str], assignment: Assignment
    ) -> tuple[_Accepted | None, list[Rejected]]:
        """The draft that the judge likes best of those that are accepted; the reasons against the others.

        What the judge likes less is not finished, and not compared with the training tunes.
        """
        drafts, reasons = list[Melody](), list[Rejected]()
        for text in texts:
            try:
                drafts.append(_read(text, assignment))
            except Rejected as reason:
                reasons.append(reason)
        for draft in self._judge.sorted(drafts) if self._judge else drafts:
            try:
                return self._accept(draft, assignment), reasons
            except Rejected as reason:
                reasons.append(reason)
        return None, reasons

    def _tune(self, accepted: _Accepted, assignment: Assignment, rejections: Mapping[str, int]) -> Tune:
        title = choose_title(accepted.melody, assignment.plan, assignment.given)
        return Tune(
            request=assignment.resolved,
            title=title,
            abc=write_abc(accepted.melody, title=title, chords=True),
            model=self._catalogue.model,
            attempts=1 + sum(rejections.values()),
            rejections=dict(rejections),
            originality=accepted.nearest,
        )

    def _accept(self, draft: Melody, assignment: Assignment) -> _Accepted:
        """The finished draft. Raises Rejected."""
        melody = _finish(draft, assignment)
        nearest = self._originality.nearest(melody)
        if nearest and nearest.share > self._most_share(assignment.given):
            raise NothingNew("it is too close to a printed tune")
        return _Accepted(melody, nearest)

    def _most_share(self, given: Given | None) -> float:
        """The largest share that may be in one training tune; a variation may have as much as its source."""
        if not isinstance(given, Variation):
            return TOO_CLOSE
        nearest = self._originality.nearest(given.source)
        return max(TOO_CLOSE, nearest.share if nearest else 0.0)


def _read(text: str, assignment: Assignment) -> Melody:
    """The tune of a draft: a variation complete, a new one still on C. Raises Rejected."""
    if isinstance(assignment.given, Variation):
        return read_varied(text.removeprefix(assignment.sample_request.header), assignment.given)
    return read_draft(text, assignment.plan)


def _finish(draft: Melody, assignment: Assignment) -> Melody:
    """The tune as it was asked for. Raises Rejected."""
    plan, given = assignment.plan, assignment.given
    if not isinstance(given, Variation):
        return finish_draft(draft, plan, given)
    tempo = assignment.resolved.tempo
    beat = draft.tempo[0] if draft.tempo else beat_of(draft.rhythm, draft.meter)[0]
    return draft if tempo is None else replace(draft, tempo=(beat, tempo))


def choose_title(melody: Melody, plan: Plan, given: Given | None) -> str:
    """A variation takes its source's title, cut if it is long, if it has one that can be shown.

    Every other tune gets one of its own.
    """
    if isinstance(given, Variation):
        title = title_of_source(given.source.title)
        if title and not is_blocked(title):
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
