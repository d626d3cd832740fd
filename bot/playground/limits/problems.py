"""What is wrong with a call's body, and Discord's answer to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""A place in the body, such as ("embeds", 0, "title")."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error in a body. `code` is Discord's."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}: {self.message}"


def length(path: Path, value: str, most: int, least: int = 0) -> Iterator[Problem]:
    """A text that is too long or too short."""
    if len(value) > most:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length, not {len(value)}.")
    elif len(value) < least:
        yield Problem(path, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length, not {len(value)}.")


def count(path: Path, items: Sized, most: int, least: int = 0) -> Iterator[Problem]:
    """Too many items, or too few."""
    if not least <= len(items) <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most}, not {len(items)}.")


def distinct(path: Path, values: Iterable[Any], code: str, what: str) -> Iterator[Problem]:
    """A value that occurs twice; all are hashable."""
    seen = set()
    for value in values:
        if value in seen:
            yield Problem(path, code, f"The {what} {value!r} occurs twice")
        seen.add(value)


def missing(path: Path) -> Problem:
    """A required field that is absent, null or empty."""
    return Problem(path, "BASE_TYPE_REQUIRED", "This field is required")


def form_error(found: Iterable[Problem]) -> dict[str, Any]:
    """The body of Discord's answer 400."""
    errors: dict[str, Any] = {}
    for problem in found:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return {"code": 50035, "message": "Invalid Form Body", "errors": errors}
