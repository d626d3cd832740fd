"""What is kept at the broker: tasks, results and large files. Each call is tried until it is done.

Knows the streams, but neither what is in a task nor what is done about one that is lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import TypeVar

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js import JetStreamContext, api
from nats.js.errors import APIError, NotFoundError, ServiceUnavailableError
from nats.js.object_store import ObjectStore
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential_jitter

from generator.engine.remote.connection import Connection
from generator.engine.remote.results import LARGEST
from generator.engine.remote.subjects import (
    ALL_WORK,
    BUCKET,
    RESULT,
    RESULTS,
    WORK,
    consumer_of,
    work_of,
)

log = logging.getLogger(__name__)

KEPT_SECONDS = 600.0
"""A result that nobody takes is kept so long: a bot that was killed comes back sooner."""
TASK_SECONDS = 3600.0
"""A task that no bot asks for any more is kept so long. What still waits then is asked for again."""
ACK_SECONDS = 30.0
"""A worker that says nothing about a task for so long has lost it; the broker gives it to another one."""
UNUSED_SECONDS = 2 * TASK_SECONDS
"""A consumer from which no worker pulls is deleted after so long, as that of a model that was removed; its
tasks stay in the stream. It is longer than a task is kept, so that whatever a worker has in hand can still be
acknowledged."""
PULL_SECONDS = 5.0
"""How long one request for work stands. A frozen worker cannot swallow a task after that."""
CALL_SECONDS = 5.0
"""The time that the broker has to answer."""
FAILING_TRIES = 3
"""A call that has failed so often is a problem for the operator."""
FETCH_SECONDS = 30.0
"""The time for a large file."""
_HEADROOM = 4096
"""Bytes of a message that its headers may take."""
_PIECE, _SMALLEST_PIECE = 128 * 2**10, 2**10
"""Bytes of a file in one message, where the broker's limit is not lower."""

NO_STREAMS = "it keeps no streams; start nats-server with -js"

_EXISTS_DIFFERENTLY = 10058
_TASK_IS_THERE = 10077
_OURS = (400, 404)
"""Codes of errors that trying again does not mend."""

_Made = TypeVar("_Made")


class Broker:
    """JetStream behind a connection, which may be lost meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._js: JetStreamContext = connection.jetstream(timeout=CALL_SECONDS)
        self._failing: dict[object, str] = {}
        """Calls that have failed several times in a row, and are tried again -> why."""

    @property
    def problem(self) -> str | None:
        """Why the broker is of no use although it is connected, in a sentence."""
        for reason in self._failing.values():
            what = f"The broker at {self._connection.address} does not do what it is asked ({reason})"
            return f"{what}; if its disk is full, make room and start it again."
        return None

    async def prepare(self) -> None:
        """Make the streams and the bucket, as far as they are not there. Tries until the broker lets it."""
        while True:
            try:
                return await self._prepare()
            except NatsError as error:
                log.error("the broker keeps no streams for Lilt, and is asked again: %s", error)
                await asyncio.sleep(CALL_SECONDS)

    async def _prepare(self) -> None:
        work = api.StreamConfig(
            name=WORK,
            subjects=[ALL_WORK],
            retention=api.RetentionPolicy.WORK_QUEUE,
            discard=api.DiscardPolicy.NEW,
            discard_new_per_subject=True,
            max_msgs_per_subject=1,  # a task is there once, however often it is sent
            max_age=TASK_SECONDS,
        )
        results = api.StreamConfig(
            name=RESULTS,
            subjects=[f"{RESULT}.>"],
            max_msgs_per_subject=1,
            max_age=KEPT_SECONDS,
            allow_direct=True,
        )
        await self._persist(lambda: self._add_stream(work))
        await self._persist(lambda: self._add_stream(results))
        await self._persist(self._add_bucket)

    async def _add_stream(self, config: api.StreamConfig) -> None:
        try:
            await self._js.add_stream(config)
        except APIError as error:
            if error.err_code != _EXISTS_DIFFERENTLY:
                raise
            await self._js.update_stream(config)  # that of an older version

    async def _add_bucket(self) -> None:
        try:
            await self._js.create_object_store(BUCKET, config=api.ObjectStoreConfig(ttl=KEPT_SECONDS))
        except APIError as error:
            if error.err_code != _EXISTS_DIFFERENTLY:
                raise

    async def pull(self, kind: str) -> JetStreamContext.PullSubscription:
        """Where a worker fetches tasks of this kind. It is made, or brought up to date, if need be."""
        config = api.ConsumerConfig(
            durable_name=consumer_of(kind),
            filter_subject=work_of(kind),
            ack_policy=api.AckPolicy.EXPLICIT,
            ack_wait=ACK_SECONDS,
            max_ack_pending=-1,
            inactive_threshold=UNUSED_SECONDS,
        )
        await self._js.add_consumer(WORK, config)
        return await self._js.pull_subscribe_bind(consumer_of(kind), WORK)

    async def ask(self, kind: str, task_id: str, task: bytes) -> None:
        """Hand a task to the workers. One that is there already stays as it is."""
        await self._persist(lambda: self._ask(kind, task_id, task))

    async def _ask(self, kind: str, task_id: str, task: bytes) -> None:
        try:
            await self._js.publish(work_of(kind, task_id), task)
        except APIError as error:
            if error.err_code != _TASK_IS_THERE:
                raise

    async def withdraw(self, kind: str, task_id: str) -> None:
        """Delete a task, also one that a worker has in hand."""
        await self._persist(lambda: self._js.purge_stream(WORK, subject=work_of(kind, task_id)))

    async def result(self, task_id: str) -> bytes | None:
        """The result of a task, if there is one."""
        return await self._persist(lambda: self._result(task_id))

    async def _result(self, task_id: str) -> bytes | None:
        try:
            found = await self._js.get_last_msg(RESULTS, f"{RESULT}.{task_id}", direct=True)
        except NotFoundError:
            return None
        return found.data or b""

    async def answer(self, task_id: str, result: bytes, execution: str) -> None:
        """Keep the result of a task. `execution` names this one execution: its result counts once."""
        headers = {str(api.Header.MSG_ID.value): f"{task_id}.{execution}"}
        await self._persist(lambda: self._js.publish(f"{RESULT}.{task_id}", result, headers=headers))

    async def forget(self, task_id: str) -> None:
        """Delete the result of a task."""
        await self._persist(lambda: self._js.purge_stream(RESULTS, subject=f"{RESULT}.{task_id}"))

    def fits(self, message: bytes) -> bool:
        """Whether this can be one message."""
        return len(message) <= self._connection.max_payload - _HEADROOM

    async def store(self, name: str, content: bytes) -> None:
        """Keep what is too large for a message."""

        async def put() -> None:
            await (await self._bucket()).put(name, content, in_pieces(self._connection))

        await self._persist(put)

    async def stored(self, name: str) -> bytes | None:
        """What was stored under this name; None if it is not there (any more), or is too large."""

        async def get() -> bytes | None:
            bucket = await self._bucket()
            try:
                if ((await bucket.get_info(name)).size or 0) > LARGEST:
                    return None
                content = BytesIO()  # else nats-py copies all that it has for each piece that comes
                async with asyncio.timeout(FETCH_SECONDS):  # nats-py waits for ever for what is lost
                    await bucket.get(name, writeinto=content)
            except NotFoundError:
                return None
            return content.getvalue()

        return await self._persist(get)

    async def discard(self, name: str) -> None:
        """Delete what was stored under this name."""

        async def delete() -> None:
            try:
                await (await self._bucket()).delete(name)
            except NotFoundError:
                return

        await self._persist(delete)

    async def _bucket(self) -> ObjectStore:
        return await self._js.object_store(BUCKET)

    async def _persist(self, call: Callable[[], Awaitable[_Made]]) -> _Made:
        """The result of a call, tried until the broker answers. Raises what trying again cannot mend."""

        async def attempt() -> _Made:
            return await call()

        def note(state: RetryCallState) -> None:
            _log_first(state)
            failed_often = self._connection.is_connected and state.attempt_number >= FAILING_TRIES
            if failed_often and state.outcome is not None:
                self._failing[attempt] = _reason(state.outcome.exception())

        retrying = AsyncRetrying(
            retry=retry_if_exception(_is_passing),
            wait=wait_exponential_jitter(multiplier=0.1, max=2.0),
            before_sleep=note,
        )
        try:
            return await retrying(attempt)
        finally:
            self._failing.pop(attempt, None)


def in_pieces(connection: Client) -> api.ObjectMeta:
    """How a file is stored: in pieces that are no larger than the broker lets a message be."""
    piece = min(_PIECE, max(_SMALLEST_PIECE, connection.max_payload - _HEADROOM))
    return api.ObjectMeta(options=api.ObjectMetaOptions(max_chunk_size=piece))


def _is_passing(error: BaseException) -> bool:
    """Whether this error may pass."""
    if isinstance(error, MaxPayloadError) or (isinstance(error, APIError) and error.code in _OURS):
        return False
    return isinstance(error, (NatsError, TimeoutError, OSError))


def _log_first(state: RetryCallState) -> None:
    if state.attempt_number == 1 and state.outcome is not None:
        reason = _reason(state.outcome.exception())
        log.warning("the broker does not do what it was asked, and is asked again: %s", reason)


def _reason(error: BaseException | None) -> str:
    """Why the broker did not do it, in a few words."""
    if isinstance(error, ServiceUnavailableError) and not error.err_code:
        return NO_STREAMS
    text = (isinstance(error, APIError) and error.description) or str(error)
    return text.removeprefix("nats: ")[:300]


def was_delivered_before(message: Msg) -> bool:
    """Whether the broker has given this task to a worker before."""
    return message.metadata.num_delivered > 1
