"""One request through model and checker: draws again, a bounded number of times, until a tune is right."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.alphabet import Alphabet
from generator.catalogue import Catalogue
from generator.errors import BadRequest, ComposeError, NotationError
from generator.instruments import INSTRUMENTS
from generator.notation.checker import check
from generator.notation.form import Form, FormError, form_of
from generator.notation.melody import Melody
from generator.notation.modeltext import END, read_model_text, write_header
from generator.notation.theory import Key
from generator.notation.transpose import nearest_to
from generator.notation.tunetypes import beat_of
from generator.notation.writer import write_abc
from generator.opening import Opening, read_opening
from generator.sampler import Draw, Sampler
from generator.tune import SEEDS, ComposeRequest, Tune

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 64
_CENTRE = 74
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

    def resolve(self, request: ComposeRequest) -> ComposeRequest:
        """The request with everything that was left open drawn. Raises BadRequest."""
        seed = secrets.randbelow(SEEDS[1] + 1) if request.seed is None else request.seed
        resolved = self._catalogue.resolve(request, seed)
        if resolved.opening is not None:
            unknown = set(read_opening(resolved).text) - set(self._alphabet.characters)
            if unknown:
                raise BadRequest("opening", resolved.opening, "the model has never seen such notes")
        return resolved

    async def compose(self, request: ComposeRequest) -> Composed:
        """Raises BadRequest, or ComposeError where no draw was good enough.

        Draws are made as many at a time as rows are spare; the first good one in order counts, so that
        the tune does not depend on how many were made.
        """
        resolved = self.resolve(request)
        prompt, opening = _prompt(resolved)
        rejections: Counter[str] = Counter()
        sampling = notation = 0.0
        attempt = 0
        while attempt < MOST_ATTEMPTS:
            wave = range(attempt, min(MOST_ATTEMPTS, attempt + max(1, self._sampler.spare)))
            started = time.perf_counter()
            texts = await self._draw(prompt, resolved, wave)
            sampling += time.perf_counter() - started
            started = time.perf_counter()
            for attempt, text in zip(wave, texts, strict=True):
                try:
                    melody = await asyncio.to_thread(judge, text, resolved, opening)
                except Rejected as reason:
                    rejections[str(reason)] += 1
                    continue
                notation += time.perf_counter() - started
                tune = _tune(melody, resolved, self._catalogue.model, attempt + 1)
                return Composed(tune, {"sample": sampling, "notation": notation}, rejections)
            notation += time.perf_counter() - started
            attempt = wave.stop
        log.warning("no tune in %d draws for %s: %s", MOST_ATTEMPTS, resolved.to_json(), dict(rejections))
        raise ComposeError(
            f"None of {MOST_ATTEMPTS} drafts came out as asked; please ask for a more usual form or a lower temperature."
        )

    async def _draw(self, prompt: str, resolved: ComposeRequest, wave: range) -> list[str]:
        assert resolved.seed is not None
        seeds = [attempt_seed(resolved.seed, attempt) for attempt in wave]
        futures = [self._sampler.draw(Draw(prompt, seed, resolved.temperature)) for seed in seeds]
        return list(await asyncio.gather(*(asyncio.wrap_future(future) for future in futures)))


def attempt_seed(seed: int, attempt: int) -> int:
    """Random numbers of their own for every attempt of every seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{attempt}".encode()).digest()[:8], "big")


def form_asked(resolved: ComposeRequest) -> Form:
    assert resolved.parts is not None
    assert resolved.bars is not None
    return Form(resolved.parts, (resolved.bars,) * len(set(resolved.parts)))


def _prompt(resolved: ComposeRequest) -> tuple[str, Opening | None]:
    assert resolved.type is not None
    assert resolved.meter is not None
    assert resolved.mode is not None
    header = write_header(resolved.type, resolved.meter, resolved.mode, form_asked(resolved))
    if resolved.opening is None:
        return header, None
    opening = read_opening(resolved)
    return header + opening.text, opening


def judge(text: str, resolved: ComposeRequest, opening: Opening | None) -> Melody:
    """The tune in its asked key, for its instrument. Raises Rejected with the first reason against it."""
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
    if form != form_asked(resolved):
        raise Rejected("it has another form")
    return _as_asked(melody, resolved, opening)


def _as_asked(melody: Melody, resolved: ComposeRequest, opening: Opening | None) -> Melody:
    """The tune moved to the key that was asked, where its instrument plays; its opening in its own octave."""
    assert resolved.key is not None
    assert resolved.tempo is not None
    instrument = INSTRUMENTS[resolved.instrument]
    limits = (instrument.lowest, instrument.highest)
    centre = _CENTRE
    moved = nearest_to(melody, resolved.key, centre, limits)
    if opening is not None:
        shift = opening.melody.bars[0].notes[0].pitches
        raise Rejected("it leaves the opening") if not shift else Rejected("")
    return moved


def _tune(melody: Melody, resolved: ComposeRequest, model: str, attempts: int) -> Tune:
    assert resolved.key is not None
    assert resolved.mode is not None
    title = f"{str(resolved.type).capitalize()} in {Key(resolved.key, resolved.mode).name}"
    return Tune(request=resolved, title=title, abc=write_abc(melody, title=title), model=model, attempts=attempts)
