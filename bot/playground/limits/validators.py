"""Validators for parts of a call's body: each yields problems, with Discord's error codes."""

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


def text(path: Path, value: Any, most: int, least: int = 0) -> Iterator[Problem]:
    """A text that is too long, too short, missing or not a text."""
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
    """Too many items, or too few."""
    if not least <= len(items) <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most}, not {len(items)}.")


def whole(path: Path, value: Any, least: int, most: int) -> Iterator[Problem]:
    """A number outside its limits; None is allowed."""
    if value is not None and not (isinstance(value, int) and least <= value <= most):
        yield Problem(path, "NUMBER_TYPE_MAX", f"Must be a whole number from {least} to {most}, not {value}.")


def distinct(path: Path, values: Iterable[Any], what: str) -> Iterator[Problem]:
    """A value that occurs twice."""
    seen = set()
    for value in values:
        if value in seen:
            yield Problem(path, "COMPONENT_CUSTOM_ID_DUPLICATED", f"The {what} {value!r} occurs twice")
        seen.add(value)


def form_error(found: Iterable[Problem]) -> dict[str, Any]:
    """The body of Discord's answer 400."""
    errors: dict[str, Any] = {}
    for problem in found:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return {"code": 50035, "message": "Invalid Form Body", "errors": errors}
