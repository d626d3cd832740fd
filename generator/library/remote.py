"""The library of the workers at a broker: each question goes to one, and to another if that is silent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from nats.errors import Error as NatsError
from tenacity import AsyncRetrying, RetryError, retry_if_exception_type, stop_after_attempt, wait_fixed

from generator.catalogue import Catalogue
from generator.engine.remote.connection import Connection
from generator.errors import BadRequest, LiltError, Unavailable
from generator.importing.files import Imported
from generator.library import answers, questions
from generator.library.protocol import InPrint
from generator.library.questions import KINDS, Question
from generator.model.card import ModelCard
from generator.tune import NearestTune

log = logging.getLogger(__name__)

SUBJECT = "lilt.ask"
"""What the subject of a question begins with; its kind follows."""
TRIES = 3
PAUSE_SECONDS = 0.5
NO_ANSWER = "No worker answers now; please try again in a minute."


class _NoAnswer(Exception):
    """A try that brought no answer; says why."""


class RemoteLibrary:
    """See Library. Keeps nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forget(self) -> None:
        """See Library."""

    async def catalogue(self, model: str | None = None) -> Catalogue:
        """See Library."""
        catalogue: Catalogue = await self._ask(Question("catalogue", model))
        return catalogue

    async def models(self) -> Sequence[str]:
        """See Library."""
        names: list[str] = await self._ask(Question("models"))
        return names

    async def card(self) -> ModelCard:
        """See Library."""
        card: ModelCard = await self._ask(Question("card"))
        return card

    async def nearest(self, pitches: Sequence[int]) -> NearestTune | None:
        """See Library."""
        nearest: NearestTune | None = await self._ask(Question("nearest", questions.playable(pitches)))
        return nearest

    async def containing(self, steps: str) -> InPrint:
        """See Library."""
        found: InPrint = await self._ask(Question("containing", steps))
        return found

    async def read_file(self, name: str, content: bytes) -> Imported:
        """See Library. Raises WorkFailed, too, for a file at which the reader fails."""
        imported: Imported = await self._ask(Question("read_file", name, content))
        return imported

    async def _ask(self, question: Question) -> Any:
        """The answer of a worker. Raises what it raised, or Unavailable."""
        message = questions.encode(question)
        if self._connection.is_connected and len(message) > self._connection.max_payload:
            raise BadRequest("file", question.about, "it is too large to be sent to a worker")
        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES),
            wait=wait_fixed(PAUSE_SECONDS),
            retry=retry_if_exception_type(_NoAnswer),
        )
        try:
            answer: Any = await tries(self._ask_once, question.what, message)
        except RetryError as error:
            log.warning("no worker answers: %s", error.last_attempt.exception())
            raise Unavailable(NO_ANSWER) from None
        if isinstance(answer, LiltError):
            raise answer
        return answer

    async def _ask_once(self, what: str, message: bytes) -> Any:
        """Raises _NoAnswer."""
        if self._connection.problem is not None:
            raise _NoAnswer(self._connection.problem)
        try:
            reply = await self._connection.request(f"{SUBJECT}.{what}", message, timeout=KINDS[what].seconds)
            return answers.decode(what, reply.data)
        except answers.Malformed as error:
            raise _NoAnswer(str(error)) from None
        except (NatsError, TimeoutError) as error:
            raise _NoAnswer(f"{what}: {str(error) or type(error).__name__}") from None
