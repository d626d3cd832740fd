"""Reads what came back for a task: in the message, or in the file that it names."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from generator.compose.composition import Composition
from generator.engine.remote import results
from generator.engine.remote.broker import Broker
from generator.engine.remote.results import Malformed, Outcome, Stored
from generator.engine.remote.subjects import RENDER
from generator.tune import Rendering


class Collector:
    """Reads results with the files that are at this broker; one that was read is deleted by an errand."""

    def __init__(self, broker: Broker, run_errand: Callable[[Coroutine[Any, Any, Any]], None]) -> None:
        self._broker = broker
        self._run_errand = run_errand

    async def outcome(self, message: bytes, kind: str | None) -> Outcome:
        """What this result of a task of this kind says; None: the kind is not known (any more).

        Raises Malformed, also for a tune where a rendering was asked for, and the other way round.
        """
        outcome = results.decode(message)
        if isinstance(outcome, Stored):
            outcome = await self._fetch(outcome)
        wrong = Composition if kind == RENDER else Rendering
        if kind is not None and isinstance(outcome, wrong):
            raise Malformed("it is that of another kind of task")
        return outcome

    async def _fetch(self, stored: Stored) -> Outcome:
        content = await self._broker.stored(stored.name)
        if content is None:
            raise Malformed("its file is not there")
        outcome = results.decode(content)
        if isinstance(outcome, Stored):
            raise Malformed("its file says that it is in another one")
        self._run_errand(self._broker.discard(stored.name))
        return outcome
