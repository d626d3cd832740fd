"""Reads a file of music in a process of its own, which ends with it: it may be made to hang a program or to
fill its memory. Blocks: it is for a thread.
"""

from __future__ import annotations

from functools import partial

from generator.engine.local.process_pool import Worker, WorkerLost
from generator.errors import BadRequest
from generator.importing.files import Imported, read_file

SECONDS = 20.0
"""The limit for a file, the start of the process included, which takes two of them."""
MEMORY = 1024 * 2**20


def read_apart(name: str, content: bytes) -> Imported:
    """As `read_file`. Raises BadRequest, too, for a file that takes too much time or memory.

    Raises WorkFailed for one at which the reader fails in an unexpected way; the log has the details.
    """
    worker = Worker(0, _nothing, MEMORY)
    try:
        worker.start()
        return worker.run(partial(read_file, name, content), SECONDS)
    except (WorkerLost, OSError):
        raise BadRequest("file", name, "it takes too long or too much memory to read") from None
    finally:
        worker.close()


def _nothing() -> None:
    """What a process does before it reads."""
