"""Buttons and menus of a page that has been redrawn since the browser read it.

simcord names a control by its place in its message, and refuses every press on an older drawing: by now the
place may be another control's. But the bot edits messages all the time while it composes, and the browser
looks only twice a second. So a press counts as long as the same control, by its custom_id, is in that place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcord import Preview

PRESSES = ("click", "select")

DRAWINGS_KEPT = 64
"""More than browsers miss between two looks."""


class Drawings:
    """Which control was in which place, in the last drawings of all open pages."""

    def __init__(self, preview: Preview) -> None:
        self._controls: dict[tuple[str, int], dict[str, str]] = {}
        publish = preview._publish

        def published(page: Any, **how: Any) -> None:
            publish(page, **how)
            self._remember(page)

        vars(preview)["_publish"] = published

    def still_there(self, page: Any, press: Mapping[str, Any]) -> bool:
        """Whether a press means a control that is in the same place in the page's latest drawing."""
        place = str(press.get("control_key"))
        seen = self._controls.get((page.id, press["published_revision"]), {}).get(place)
        return seen is not None and seen == self._controls[page.id, page.revision].get(place)

    def _remember(self, page: Any) -> None:
        self._controls[page.id, page.revision] = dict(_controls(page.snapshot.get("messages")))
        if len(self._controls) > DRAWINGS_KEPT:
            del self._controls[next(iter(self._controls))]


def _controls(drawn: Any) -> Iterator[tuple[str, str]]:
    """The place and the custom_id of each control in a part of a drawing."""
    if isinstance(drawn, dict):
        if "control_key" in drawn and "custom_id" in drawn:
            yield drawn["control_key"], drawn["custom_id"]
        for part in drawn.values():
            yield from _controls(part)
    elif isinstance(drawn, list):
        for part in drawn:
            yield from _controls(part)
