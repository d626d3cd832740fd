"""A worker's side of the remote library: answers the questions that bots ask at the broker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from generator.engine.remote.connection import Connection
from generator.errors import LiltError, RenderError
from generator.library import Library, answers, questions
from generator.library.questions import KINDS, Question
from generator.library.remote import SUBJECT

log = logging.getLogger(__name__)

GROUP = "workers"
"""Of a queue group, one worker gets each question."""
DRAIN_SECONDS = 2.0
"""At the end, for questions that are being answered; a bot that gets no answer asks another worker."""


@asynccontextmanager
async def answering(connection: Connection, library: Library) -> AsyncIterator[None]:
    """Answer questions until the context ends."""
    running: set[asyncio.Task[None]] = set()
    subscriptions = []
    for what, kind in KINDS.items():
        hear = partial(_hear, running, asyncio.Semaphore(kind.at_once), library, what)
        subscriptions.append(await connection.subscribe(f"{SUBJECT}.{what}", GROUP, cb=hear))
    with suppress(NatsError, TimeoutError):
        await connection.flush()  # from now on the broker sends questions here
    try:
        yield
    finally:
        for subscription in subscriptions:
            with suppress(NatsError):
                await subscription.unsubscribe()
        with suppress(NatsError, TimeoutError):
            await connection.flush()  # else the broker still sends questions here, which nobody would answer
        if running:
            await asyncio.wait(running, timeout=DRAIN_SECONDS)
        for task in running:
            task.cancel()


async def _hear(
    running: set[asyncio.Task[None]], places: asyncio.Semaphore, library: Library, what: str, message: Msg
) -> None:
    """Begin to answer as soon as there is a place; until then the next question is not looked at."""
    await places.acquire()
    task = asyncio.create_task(_answer(library, what, message), name=f"answer {what}")
    running.add(task)
    task.add_done_callback(running.discard)
    task.add_done_callback(lambda _: places.release())


async def _answer(library: Library, what: str, message: Msg) -> None:
    answer = await _answer_to(library, what, message.data)
    with suppress(NatsError):
        await message.respond(answer)


async def _answer_to(library: Library, what: str, data: bytes) -> bytes:
    """The answer, or the error that is sent instead."""
    try:
        question = questions.decode(what, data)
        answer = answers.encode(await _methods(library)[what](*_arguments(question)))
        if len(answer) <= answers.LARGEST:
            return answer
        return answers.encode(RenderError("There is too much in this file; please try a shorter one."))
    except LiltError as error:
        return answers.encode(error)
    except Exception:
        log.exception("a question (%s) could not be answered", what)
        return answers.NONE


def _methods(library: Library) -> dict[str, Callable[..., Awaitable[Any]]]:
    return {
        "catalogue": library.catalogue,
        "models": library.models,
        "card": library.card,
        "nearest": library.nearest,
        "containing": library.containing,
        "read_file": library.read_file,
    }


def _arguments(question: Question) -> tuple[Any, ...]:
    if question.what == "read_file":
        return question.about, question.content
    return () if question.about is None else (question.about,)
