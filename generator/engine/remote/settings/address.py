"""The URL of the broker as addresses to connect to."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from generator.engine.remote.settings.refusal import ConnectionRefused

PORT = 4222
"""Where a NATS server listens unless it is told otherwise."""

_SCHEMES = ("nats", "tls")
_EXAMPLES = f"nats://127.0.0.1:{PORT} or tls://host:{PORT}"


def addresses(url: str) -> list[SplitResult]:
    """One address, or several of one cluster, which have commas between them.

    Raises ConnectionRefused; the sentence repeats no URL that may have a password in it.
    """
    return [_address(part.strip()) for part in url.split(",")]


def _address(url: str) -> SplitResult:
    if "@" in url:
        raise ConnectionRefused(
            "The broker's URL (LILT_ENGINE or --engine) must have no user and no password in it; "
            "set LILT_NATS_USER and LILT_NATS_PASSWORD instead."
        )
    try:
        parts = urlsplit(url if "://" in url else f"nats://{url}")
        port = PORT if parts.port is None else parts.port
    except ValueError:
        raise ConnectionRefused(_impossible(url)) from None
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query or not port:
        raise ConnectionRefused(_impossible(url))
    if not re.fullmatch(r"[\w.:%-]+", parts.hostname):
        raise ConnectionRefused(_impossible(url))
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return SplitResult(parts.scheme, f"{host}:{port}", "", "", "")


def _impossible(url: str) -> str:
    shown = "".join(character for character in url if character.isprintable())
    return (
        f"The broker's URL {shown!r:.80} is not possible; LILT_ENGINE or --engine must be like {_EXAMPLES}."
    )
