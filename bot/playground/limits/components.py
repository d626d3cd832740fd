"""Limits of components: buttons, menus and text inputs, in a message or in a modal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.playground.limits.validators import Path, Problem, count, distinct, text, whole

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT_DISPLAY, GALLERY, LABEL, FILE_UPLOAD = 9, 10, 12, 18, 19

ROWS, BUTTONS, OPTIONS = 5, 5, 25
CUSTOM_ID, BUTTON_LABEL, URL, PLACEHOLDER, OPTION = 100, 80, 512, 150, 100
TITLE, FIELDS, FIELD_LABEL, HINT, TYPED, UPLOADS = 45, 5, 45, 100, 4000, 10

IS_COMPONENTS_V2 = 1 << 15
COMPONENTS_TOTAL, TEXT_TOTAL = 40, 4000
"""With that flag: all components, and the characters of all text displays."""


def components(rows: Sequence[Any], path: Path, *, flags: int = 0) -> Iterator[Problem]:
    """The components of a message."""
    everything = list(_walk(rows, path))
    if flags & IS_COMPONENTS_V2:
        yield from count(path, everything, COMPONENTS_TOTAL)
        words = sum(len(one.get("content", "")) for _, one in everything if one.get("type") == TEXT_DISPLAY)
        if words > TEXT_TOTAL:
            yield Problem(path, "COMPONENT_TEXT_TOO_LONG", f"{words} characters are more than {TEXT_TOTAL}")
    else:
        yield from count(path, rows, ROWS)
    yield from _each(everything)
    yield from distinct(path, _custom_ids(everything), "custom_id")


def modal(body: Any, path: Path) -> Iterator[Problem]:
    """A modal."""
    yield from text((*path, "title"), body.get("title"), TITLE, least=1)
    yield from text((*path, "custom_id"), body.get("custom_id"), CUSTOM_ID, least=1)
    rows = body.get("components") or ()
    yield from count((*path, "components"), rows, FIELDS, least=1)
    everything = list(_walk(rows, (*path, "components")))
    yield from _each(everything)
    yield from distinct((*path, "components"), _custom_ids(everything), "custom_id")


def _row(body: Any, path: Path) -> Iterator[Problem]:
    children = body.get("components") or ()
    kinds = [child.get("type") for child in children]
    most = 1 if any(kind in (*SELECTS, TEXT_INPUT) for kind in kinds) else BUTTONS
    yield from count((*path, "components"), children, most, least=1)


def _button(body: Any, path: Path) -> Iterator[Problem]:
    yield from text((*path, "label"), body.get("label"), BUTTON_LABEL, least=0 if body.get("emoji") else 1)
    yield from text((*path, "url"), body.get("url"), URL)
    if not (body.get("url") or body.get("sku_id")):
        yield from text((*path, "custom_id"), body.get("custom_id"), CUSTOM_ID, least=1)


def _select(body: Any, path: Path) -> Iterator[Problem]:
    yield from text((*path, "custom_id"), body.get("custom_id"), CUSTOM_ID, least=1)
    yield from text((*path, "placeholder"), body.get("placeholder"), PLACEHOLDER)
    yield from whole((*path, "min_values"), body.get("min_values"), 0, OPTIONS)
    yield from whole((*path, "max_values"), body.get("max_values"), 1, OPTIONS)
    if body["type"] != STRING_SELECT:
        return
    options = body.get("options") or ()
    yield from count((*path, "options"), options, OPTIONS, least=1)
    yield from distinct((*path, "options"), (option.get("value") for option in options), "value")
    for index, option in enumerate(options):
        here = (*path, "options", index)
        yield from text((*here, "label"), option.get("label"), OPTION, least=1)
        yield from text((*here, "value"), option.get("value"), OPTION, least=1)
        yield from text((*here, "description"), option.get("description"), OPTION)


def _text_input(body: Any, path: Path) -> Iterator[Problem]:
    yield from text((*path, "custom_id"), body.get("custom_id"), CUSTOM_ID, least=1)
    yield from text((*path, "label"), body.get("label"), FIELD_LABEL)
    yield from text((*path, "placeholder"), body.get("placeholder"), HINT)
    yield from whole((*path, "min_length"), body.get("min_length"), 0, TYPED)
    yield from whole((*path, "max_length"), body.get("max_length"), 1, TYPED)
    yield from text((*path, "value"), body.get("value"), body.get("max_length") or TYPED)


def _label(body: Any, path: Path) -> Iterator[Problem]:
    yield from text((*path, "label"), body.get("label"), FIELD_LABEL, least=1)
    yield from text((*path, "description"), body.get("description"), HINT)


def _file_upload(body: Any, path: Path) -> Iterator[Problem]:
    yield from text((*path, "custom_id"), body.get("custom_id"), CUSTOM_ID, least=1)
    yield from whole((*path, "min_values"), body.get("min_values"), 0, UPLOADS)
    yield from whole((*path, "max_values"), body.get("max_values"), 1, UPLOADS)


def _section(body: Any, path: Path) -> Iterator[Problem]:
    yield from count((*path, "components"), body.get("components") or (), 3, least=1)


def _gallery(body: Any, path: Path) -> Iterator[Problem]:
    yield from count((*path, "items"), body.get("items") or (), 10, least=1)


KINDS: Mapping[Any, Callable[[Any, Path], Iterator[Problem]]] = {
    ROW: _row,
    BUTTON: _button,
    **dict.fromkeys(SELECTS, _select),
    TEXT_INPUT: _text_input,
    SECTION: _section,
    GALLERY: _gallery,
    LABEL: _label,
    FILE_UPLOAD: _file_upload,
}


def _each(everything: Sequence[tuple[Path, Any]]) -> Iterator[Problem]:
    for path, one in everything:
        if check := KINDS.get(one.get("type")):
            yield from check(one, path)


def _custom_ids(everything: Sequence[tuple[Path, Any]]) -> list[str]:
    return [one["custom_id"] for _, one in everything if one.get("custom_id")]


def _walk(level: Sequence[Any], path: Path) -> Iterator[tuple[Path, Any]]:
    """Every component with its path, outer before inner."""
    for index, one in enumerate(level):
        here = (*path, index)
        yield here, one
        yield from _walk(one.get("components") or (), (*here, "components"))
        for name in ("accessory", "component"):
            if inner := one.get(name):
                yield (*here, name), inner
                yield from _walk(inner.get("components") or (), (*here, name, "components"))
