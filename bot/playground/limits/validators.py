"""One thing that is wrong with a body, and how Discord says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Where in the body, such as ("embeds", 0, "title")."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is Discord's name for the kind of problem."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}: {self.message}"


def text(path: Path, value: Any, most: int, least: int = 0) -> Iterator[Problem]:
    """A text that is too long, too short or none. What is missing is shorter than anything."""
    if value is None:
        if least:
            yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
    elif not isinstance(value, str):
        yield Problem(path, "BASE_TYPE_STRING", "This must be a string")
    elif len(value) > most:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length, not {len(value)}.")
    elif len(value) < least:
        yield Problem(path, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length, not {len(value)}.")


def count(path: Path, items: Sized, most: int, least: int = 0) -> Iterator[Problem]:
    """Too many of something, or too few."""
    if not least <= len(items) <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most}, not {len(items)}.")


def whole(path: Path, value: Any, least: int, most: int) -> Iterator[Problem]:
    """A number outside of its bounds; None is none."""
    if value is not None and not (isinstance(value, int) and least <= value <= most):
        yield Problem(path, "NUMBER_TYPE_MAX", f"Must be a whole number from {least} to {most}, not {value}.")


def distinct(path: Path, values: Iterable[Any], what: str) -> Iterator[Problem]:
    """Something that is there twice."""
    seen = set()
    for value in values:
        if value in seen:
            yield Problem(path, "COMPONENT_CUSTOM_ID_DUPLICATED", f"The {what} {value!r} is there twice")
        seen.add(value)


def form_error(found: Iterable[Problem]) -> dict[str, Any]:
    """The body of Discord's 400."""
    errors: dict[str, Any] = {}
    for problem in found:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return {"code": 50035, "message": "Invalid Form Body", "errors": errors}
