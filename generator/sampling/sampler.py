"""The sampler: a thread that owns a batch. Requests come in through a queue, texts go out through futures."""

from __future__ import annotations

import logging
import queue
import threading
import time
from concurrent.futures import Future
from contextlib import suppress

import torch

from generator.errors import EngineClosed, EngineError
from generator.sampling.batch import Batch, OnBar, ignore_bar
from generator.sampling.request import SampleRequest

log = logging.getLogger(__name__)


CLOSE_SECONDS = 5.0
"""How long closing waits for the thread. One that hangs is left behind: it ends with the process."""


class Sampler:
    """Samples texts in a thread of its own. `failed`: the thread ended because of an error."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._inbox: queue.SimpleQueue[tuple[SampleRequest, Future[str], OnBar] | None] = queue.SimpleQueue()
        self._closed = self.failed = False
        self._busy_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)
        self._thread.start()

    def sample(self, request: SampleRequest, on_bar: OnBar = ignore_bar) -> Future[str]:
        """The text, as a future. Cancelling the future frees the row. Raises EngineClosed."""
        if self._closed:
            raise EngineClosed
        future: Future[str] = Future()
        self._inbox.put((request, future, on_bar))
        if self._closed:  # closed since the first look: the thread may not read the inbox any more
            self._drain()
        return future

    @property
    def step_seconds(self) -> float:
        """How long the step under way has been taking; 0 while there is none."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    def close(self) -> None:
        """Drop all texts that are not finished and end the thread."""
        if not self._closed:
            self._closed = True
            self._inbox.put(None)
            self._thread.join(CLOSE_SECONDS)
            if self._thread.is_alive():
                log.error("the sampler hangs for %.0f s and is left behind", self.step_seconds)

    def _run(self) -> None:
        torch.set_num_threads(1)  # a step is so small that a second thread only waits for the first
        try:
            while self._fill_rows():
                self._busy_since = time.monotonic()
                self._batch.step()
                self._busy_since = None
            self._batch.fail_all(EngineClosed())
        except Exception:  # whatever broke: every future must be answered
            log.exception("the sampler failed")
            self._closed = self.failed = True
            self._batch.fail_all(EngineError("The composer has stopped; please try again later."))
        finally:
            self._busy_since = None
            self._drain()

    def _fill_rows(self) -> bool:
        """Fill free rows from the inbox; wait for it while the batch is empty. False: the thread must end."""
        while self._batch.free_rows and not self._closed:
            idle = self._batch.free_rows == len(self._batch.rows)
            try:
                item = self._inbox.get(block=idle)
            except queue.Empty:
                break
            if item is None:
                return False
            request, future, on_bar = item
            if not future.cancelled():
                self._busy_since = time.monotonic()
                self._batch.add(request, future, on_bar)
                self._busy_since = None
        return not self._closed

    def _drain(self) -> None:
        """Fail all requests in the inbox, from any thread. The None that ends the thread stays."""
        ends = False
        with suppress(queue.Empty):
            while True:
                item = self._inbox.get_nowait()
                ends = ends or item is None
                if item and item[1].set_running_or_notify_cancel():
                    item[1].set_exception(EngineClosed())
        if ends:
            self._inbox.put(None)
