"""Limits of components that the published document does not have: totals and dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.playground.limits.component_bodies import BUTTON, ROW, STRING_SELECT, TEXT_DISPLAY, TEXT_INPUT
from bot.playground.limits.problems import Path, Problem, count, distinct, length, missing

ROWS, FIELDS = 5, 5
"""Rows of a message without that flag, and fields of a form; the document has 40."""
IS_COMPONENTS_V2 = 1 << 15
COMPONENTS_TOTAL, TEXT_TOTAL = 40, 4000
"""With that flag: all components, those inside others too, and the characters of all text displays."""
CUSTOM_ID_TWICE, VALUE_TWICE = "COMPONENT_CUSTOM_ID_DUPLICATED", "SELECT_OPTION_VALUE_DUPLICATED"


def components(rows: Sequence[Any], path: Path, *, flags: int = 0) -> Iterator[Problem]:
    """The components of a message."""
    everything = list(_walk(rows, path))
    if flags & IS_COMPONENTS_V2:
        yield from count(path, everything, COMPONENTS_TOTAL)
        words = sum(len(one["content"]) for _, one in everything if one["type"] == TEXT_DISPLAY)
        if words > TEXT_TOTAL:
            yield Problem(path, "COMPONENT_TEXT_TOO_LONG", f"{words} characters are more than {TEXT_TOTAL}")
    else:
        yield from count(path, rows, ROWS)
        for here, one in everything:
            if here[:-1] == path and one["type"] != ROW:
                yield Problem((*here, "type"), "BASE_TYPE_CHOICES", "Needs the flag of the new components.")
    yield from _each(everything, path)


def form(body: Any, path: Path) -> Iterator[Problem]:
    """A form."""
    here = (*path, "components")
    yield from count(here, body["components"], FIELDS, least=1)
    yield from _each(list(_walk(body["components"], here)), here)


def _each(everything: Sequence[tuple[Path, Any]], path: Path) -> Iterator[Problem]:
    checks = {ROW: _row, BUTTON: _button, STRING_SELECT: _menu, TEXT_INPUT: _input}
    for here, one in everything:
        if check := checks.get(one["type"]):
            yield from check(one, here)
    ids = (one["custom_id"] for _, one in everything if one.get("custom_id"))
    yield from distinct(path, ids, CUSTOM_ID_TWICE, "custom_id")


def _row(body: Any, path: Path) -> Iterator[Problem]:
    """A menu or a text input fills a row."""
    if any(child["type"] != BUTTON for child in body["components"]):
        yield from count((*path, "components"), body["components"], 1)


def _button(body: Any, path: Path) -> Iterator[Problem]:
    if not (body.get("label") or body.get("emoji") or body.get("sku_id")):
        yield missing((*path, "label"))
    if not any(body.get(name) for name in ("custom_id", "url", "sku_id")):
        yield missing((*path, "custom_id"))


def _menu(body: Any, path: Path) -> Iterator[Problem]:
    values = [option["value"] for option in body["options"]]
    yield from distinct((*path, "options"), values, VALUE_TWICE, "value")


def _input(body: Any, path: Path) -> Iterator[Problem]:
    if (most := body.get("max_length")) is not None:
        yield from length((*path, "value"), body.get("value") or "", most)


def _walk(level: Sequence[Any], path: Path) -> Iterator[tuple[Path, Any]]:
    """Every component with its path, outer before inner."""
    for index, one in enumerate(level):
        here = (*path, index)
        yield here, one
        yield from _walk(one.get("components") or (), (*here, "components"))
        if inner := one.get("component"):
            yield (*here, "component"), inner
