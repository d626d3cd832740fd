"""The errors of the generator, as one tree.

LiltError
├── BadRequest        what was asked cannot be done; says what can
├── NotationError     ABC that cannot be read; says where
├── ModelError        a checkpoint that is missing or damaged
├── ComposeError      no draft passed the checker
├── RenderError       a tune that could not be made audible or visible
├── SoundfontError    a soundfont that cannot play
├── NotInstalled      what only an extra can do
├── Unavailable       what only a worker can do, and none answers
└── EngineError
    ├── JobFailed         a job that the engine gave up; carries its reason
    ├── JobUnknown        a job that was never submitted, or is forgotten
    ├── QueueFull         the queue takes no more jobs
    ├── UserQueueFull     this user has enough jobs waiting
    ├── WorkFailed        work in another process failed, or killed the process
    └── EngineClosed      the engine is shutting down

`str(error)` is one sentence fit for a user: no traceback, no path of the server.
"""

from __future__ import annotations

_SHOWN = 60
"""Characters of a value that an error quotes."""


class LiltError(Exception):
    """Base of all errors that Lilt raises on purpose."""


class BadRequest(LiltError):
    """An option whose value is not possible; says which are."""

    def __init__(self, option: str, value: object, allowed: str) -> None:
        shown = "".join(character for character in str(value) if character.isprintable())
        shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
        super().__init__(f"{option}: {shown} is not possible; {allowed}.")
        self.option = option
        self.value = value
        self.allowed = allowed

    def __reduce__(self) -> tuple[type[BadRequest], tuple[str, str, str]]:
        return type(self), (self.option, str(self.value), self.allowed)  # errors cross process borders


class NotationError(LiltError):
    """ABC text that cannot be read. `line` and `column` count from 1."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(f"ABC line {line}, column {column}: {problem}.")
        self.problem = problem
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[type[NotationError], tuple[str, int, int]]:
        return type(self), (self.problem, self.line, self.column)  # errors cross process borders


class ModelError(LiltError):
    """A checkpoint that cannot be used."""


class ComposeError(LiltError):
    """No draft passed the checker within the allowed attempts."""


class RenderError(LiltError):
    """A tune that could not be turned into sound or a picture."""


class SoundfontError(LiltError):
    """A chosen soundfont that cannot play. `problem` says why."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"The soundfont {name:.80} cannot be used: {problem}.")


class NotInstalled(LiltError):
    """A module of the extra `compose` is missing; says how to get it."""

    def __init__(self, module: str) -> None:
        super().__init__(
            f"This needs {module}, which is not installed: run `pip install '.[compose]'` in Lilt's folder."
        )


class Unavailable(LiltError):
    """No worker does it now."""


class EngineError(LiltError):
    """The queue in front of the composer cannot take or finish a job."""


class JobFailed(EngineError):
    """The engine gave up on a job; the message is its reason."""


class JobUnknown(EngineError):
    """A job that the engine never had, or has forgotten."""

    def __init__(self) -> None:
        super().__init__("This tune is no longer in the queue.")


class WorkFailed(EngineError):
    """Work in another process failed; the log says why."""


class QueueFull(EngineError):
    """Too many jobs wait already."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} tunes are already waiting; please try again in a minute.")
        self.waiting = waiting


class UserQueueFull(EngineError):
    """This user has as many jobs waiting as one user may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"You already have {limit} tunes waiting; please let one of them finish first.")
        self.limit = limit


class EngineClosed(EngineError):
    """The engine is shutting down and takes no jobs."""

    def __init__(self) -> None:
        super().__init__("Lilt is restarting; please try again in a moment.")
