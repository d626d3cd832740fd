"""Removes secrets from text: bot tokens and interaction tokens.

Libraries log them at DEBUG and put them into the URLs of their errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable

HIDDEN = "[hidden]"

_SECRETS = (
    # https://discord.com/api/v10/webhooks/1234/TOKEN/messages/@original, .../interactions/1234/TOKEN/callback
    re.compile(r"(?<=/)((?:webhooks|interactions)(?:/|%2F)\d+(?:/|%2F))[^\s/?#%'\"<>)\]]+"),
    # 'token': '…' of a gateway event, "token": "…" in JSON, token=…
    re.compile(r"(token\\?['\"]?\s*[:=]\s*\\?['\"]?)[^\s'\"\\,}&]+", re.IGNORECASE),
    # Authorization: Bot …
    re.compile(r"((?:Authorization|authorization)\W{1,6}(?:Bot|Bearer)?\s*)[\w.\-]+"),
    re.compile(r"(\bBot\s+)[\w\-]+\.[\w\-]+\.[\w\-]+"),
    # text that looks like an interaction token: "interaction:" in base 64
    re.compile(r"()\baW50ZXJhY3Rpb246[\w\-+/=]*"),
    # text that looks like a bot token, ours or another
    re.compile(r"()\b[\w\-]{23,28}\.[\w\-]{6,7}\.[\w\-]{27,}"),
)


def redactor(*secrets: str | None) -> Callable[[str], str]:
    """A function that hides these secrets, and any text that looks like a token."""
    known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def redact(text: str) -> str:
        for secret in known:
            text = text.replace(secret, HIDDEN)
        for pattern in _SECRETS:
            text = pattern.sub(rf"\g<1>{HIDDEN}", text)
        return text

    return redact
