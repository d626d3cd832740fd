"""Does one task: what is in it goes to the composer or the renderer, and what came of it to the broker."""

from __future__ import annotations

import logging
from itertools import count

from generator.compose.composition import BarProgress
from generator.engine.queueing.queued_engine import TuneComposer, TuneRenderer
from generator.engine.remote import results, tasks
from generator.engine.remote.broker import Broker
from generator.engine.remote.results import Crashed, Outcome
from generator.engine.remote.tasks import ComposeTask
from generator.errors import EngineClosed, LiltError, ModelError

log = logging.getLogger(__name__)


class Execution:
    """Does tasks with this composer and renderer, in the name of `worker`."""

    def __init__(self, broker: Broker, composer: TuneComposer, renderer: TuneRenderer, worker: str) -> None:
        self._broker = broker
        self._composer = composer
        self._renderer = renderer
        self._worker = worker
        self._executions = count(1)

    async def outcome(self, task_id: str, data: bytes, progress: BarProgress) -> Outcome:
        """What comes of a task, errors included.

        Raises ModelError and EngineClosed: then another worker must do it.
        """
        try:
            task = tasks.decode(data)
            if isinstance(task, ComposeTask):
                return await self._composer.compose(task.request, progress, job_id=task_id)
            return await self._renderer.render(
                task.abc, task.playing, formats=task.formats, user=task.user, job_id=task_id
            )
        except (ModelError, EngineClosed):
            raise
        except LiltError as error:
            return error
        except Exception:
            log.exception("task %s failed", task_id)
            return Crashed(f"worker {self._worker} failed in task {task_id}; its log says why")

    async def answer(self, task_id: str, outcome: Outcome) -> None:
        """Give the broker what came of a task."""
        execution = f"{self._worker}.{next(self._executions)}"
        message = results.encode(outcome)
        if not self._broker.fits(message):
            name = f"{task_id}.{execution}"
            await self._broker.store(name, message)
            message = results.encode_stored(name)
        await self._broker.answer(task_id, message, execution)
