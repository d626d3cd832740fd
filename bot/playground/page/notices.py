"""What the page says beside the composer when a user's action was not done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

USERS = frozenset(("click", "select", "modal_submit", "run_command", "send_message"))
"""Actions that a user takes; the page itself takes the others."""

NO_ANSWER = "Lilt did not answer within three seconds; please try again."
CHANGED = "The message has changed meanwhile; please look at it and try again."
NOT_DONE = "This was not done; please try again."

BY_CODE = {
    "stale-revision": CHANGED,
    "target-unavailable": CHANGED,
    "control-unavailable": CHANGED,
    "command-option-invalid": "An option has a value that it does not take.",
    "busy": "Something else is being done; please try again in a moment.",
}
"""simcord's code of why an action is rejected -> a sentence."""


def notice(kind: object, receipt: Mapping[str, Any]) -> str | None:
    """The sentence for the receipt of an action that was not done; None if it was."""
    if kind not in USERS:
        return None
    if receipt["rejected"] or receipt["settlement"] in ("failed", "timeout", "cancelled"):
        codes = (problem.get("code") for problem in receipt["diagnostics"])
        return next((BY_CODE[code] for code in codes if code in BY_CODE), NOT_DONE)
    return NO_ANSWER if receipt["acknowledgement"] == "unacknowledged" else None
