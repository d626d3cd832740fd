"""One request through model and checker: draws again, a bounded number of times, until a tune is right."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from generator.alphabet import Alphabet
from generator.catalogue import Catalogue
from generator.errors import BadRequest, ComposeError, NotationError
from generator.notation.checker import check
from generator.notation.form import FormError, form_of
from generator.notation.melody import Melody
from generator.notation.modeltext import END, read_model_text, write_header
from generator.notation.transpose import in_octaves, lies_within, nearest_to
from generator.notation.writer import write_abc
from generator.opening import Opening, read_opening
from generator.plan import Plan
from generator.sampler import Draw, Sampler
from generator.tune import SEEDS, ComposeRequest, Tune

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 64
_CENTRE = 72
"""Mean pitch, as MIDI, that tunes are played near to: where fiddle tunes lie."""


class Rejected(Exception):
    """This draw is not what was asked, or no tune; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A tune, seconds per stage, and why earlier draws were not taken."""

    tune: Tune
    timings: Mapping[str, float]
    rejections: Mapping[str, int]


class Composer:
    """Turns requests into tunes. The same model and resolved request give the same tune."""

    def __init__(self, catalogue: Catalogue, alphabet: Alphabet, sampler: Sampler) -> None:
        self._catalogue = catalogue
        self._alphabet = alphabet
        self._sampler = sampler

    async def compose(self, request: ComposeRequest) -> Composed:
        """Raises BadRequest, or ComposeError where no draw was good enough.

        Draws are made as many at a time as rows are spare; the first good one in order counts, so that
        the tune does not depend on how many were made.
        """
        seed = secrets.randbelow(SEEDS[1] + 1) if request.seed is None else request.seed
        resolved = self._catalogue.resolve(request, seed)
        plan = Plan.of(resolved)
        prompt, opening = self._prompt(plan)
        rejections: Counter[str] = Counter()
        timings = {"sample": 0.0, "notation": 0.0}
        attempt = 0
        while attempt < MOST_ATTEMPTS:
            wave = range(attempt, min(MOST_ATTEMPTS, attempt + max(1, self._sampler.spare)))
            with _timed(timings, "sample"):
                texts = await self._draw(prompt, plan, wave)
            with _timed(timings, "notation"):
                for attempt, text in zip(wave, texts, strict=True):
                    try:
                        abc = await asyncio.to_thread(accept, text, plan, opening)
                    except Rejected as reason:
                        rejections[str(reason)] += 1
                        continue
                    tune = Tune(
                        request=resolved,
                        title=plan.title,
                        abc=abc,
                        model=self._catalogue.model,
                        attempts=attempt + 1,
                    )
                    return Composed(tune, timings, rejections)
            attempt = wave.stop
        log.warning("no tune in %d draws for %s: %s", MOST_ATTEMPTS, resolved.to_json(), dict(rejections))
        raise ComposeError(
            f"None of {MOST_ATTEMPTS} drafts came out as asked; a more usual form or less temperature helps."
        )

    def _prompt(self, plan: Plan) -> tuple[str, Opening | None]:
        """What the model is made to begin with. Raises BadRequest for an opening that it cannot."""
        header = write_header(plan.type, plan.meter.name, plan.key.mode, plan.form)
        if plan.opening is None:
            return header, None
        opening = read_opening(plan.opening, plan)
        if any(character not in self._alphabet for character in opening.text):
            raise BadRequest("opening", plan.opening, "the model has never met such notes")
        return header + opening.text, opening

    async def _draw(self, prompt: str, plan: Plan, wave: range) -> list[str]:
        seeds = [attempt_seed(plan.seed, attempt) for attempt in wave]
        futures = [self._sampler.draw(Draw(prompt, seed, plan.temperature)) for seed in seeds]
        return list(await asyncio.gather(*(asyncio.wrap_future(future) for future in futures)))


def attempt_seed(seed: int, attempt: int) -> int:
    """Random numbers of their own for every attempt of every seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{attempt}".encode()).digest()[:8], "big")


def accept(text: str, plan: Plan, opening: Opening | None) -> str:
    """The finished ABC of what the model wrote. Raises Rejected with the first reason against it."""
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
    moved = _placed(melody, plan, opening)
    return write_abc(replace(moved, tempo=(plan.beat, plan.tempo)), title=plan.title)


def _placed(melody: Melody, plan: Plan, opening: Opening | None) -> Melody:
    """The tune moved to the key that was asked, where its instrument plays; its opening note for note."""
    moved = in_octaves(melody, plan.key.tonic)
    if opening is not None:
        moved = [one for one in moved if opening.begins(one)]
        if not moved:
            raise Rejected("it leaves the opening")
    playable = [one for one in moved if lies_within(one, plan.instrument.lowest, plan.instrument.highest)]
    if not playable:
        raise Rejected("its range is not the instrument's")
    return nearest_to(playable, _CENTRE)


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] += time.perf_counter() - started
