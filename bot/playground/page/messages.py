"""Messages on the page where simcord's preview shows them otherwise than Discord does.

Discord names the people who are mentioned in an embed's text, and shows a file that it cannot play, such as
MIDI, as a card with a link to download it; this version of simcord shows their ids, and "unavailable".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simcord.preview import _markdown, _messages

SHOWN = frozenset(
    ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/mpeg", "audio/wav", "audio/x-wav")
)
"""What every browser can show or play. All other files are cards."""

MENTIONING = ("embed_description", "embed_field_value")
"""The texts of an embed in which Discord resolves mentions: not its title, nor its footer."""

_project_attachment: Callable[..., dict[str, Any]] = vars(_messages)["_attachment"]


def show_as_on_discord() -> None:
    """Make simcord's previews in this process name people and show files as Discord does."""
    for profile in MENTIONING:
        _markdown._FIELD_POLICIES[profile]["mentions"] = True
    vars(_messages)["_attachment"] = _attachment


def _attachment(*given: Any) -> dict[str, Any]:
    projected = _project_attachment(*given)
    return {**projected, "inline": projected["inline"] and projected["content_type"].lower() in SHOWN}
