"""Every setting of the bot: its name, its default, what it may be. Knows nothing of who uses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from generator.errors import LiltError

DEFAULTS = {
    "DISCORD_TOKEN": "",
    "LILT_DATA": "data",
    "LILT_MODEL": "",
    "LILT_ENGINE": "local",
    "LILT_DEVICE": "auto",
    "LILT_SOUNDFONT": "",
    "LILT_QUEUE_LIMIT": "100",
    "LILT_USER_LIMIT": "3",
    "LILT_PER_MINUTE": "10",
    "LILT_LOG": "INFO",
    "LILT_PORT": "8090",
    "LILT_RETENTION_DAYS": "0",
}
"""Every variable that is read and its default. One that is set to nothing counts as not set."""

ENGINES = ("local",)
DEVICES = ("auto", "cpu", "cuda")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LIMITS = (1, 1_000_000)
PER_MINUTE = (0, 1_000_000)
PORTS = (0, 65_535)
DAYS = (0, 36_500)

_TOKEN = re.compile(r"[\w.\-]+", re.ASCII)


class SettingsError(LiltError):
    """A variable whose value is not possible; says what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`token`: None plays without Discord. `model`: a name or a path; None leaves the choice open."""

    token: str | None = field(default=None, repr=False)
    data: Path = Path(DEFAULTS["LILT_DATA"])
    model: str | None = None
    engine: str = DEFAULTS["LILT_ENGINE"]
    device: str = DEFAULTS["LILT_DEVICE"]
    soundfont: Path | None = None
    queue_limit: int = int(DEFAULTS["LILT_QUEUE_LIMIT"])
    user_limit: int = int(DEFAULTS["LILT_USER_LIMIT"])
    per_minute: int = int(DEFAULTS["LILT_PER_MINUTE"])
    log: str = DEFAULTS["LILT_LOG"]
    port: int = int(DEFAULTS["LILT_PORT"])
    retention_days: int = int(DEFAULTS["LILT_RETENTION_DAYS"])

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read and check them all; SettingsError names the first that is wrong."""
        given = {name: environ.get(name, "").strip() or default for name, default in DEFAULTS.items()}
        return cls(
            token=_token(given["DISCORD_TOKEN"]),
            data=_folder("LILT_DATA", given["LILT_DATA"]),
            model=given["LILT_MODEL"] or None,
            engine=_one_of("LILT_ENGINE", given["LILT_ENGINE"], ENGINES),
            device=_one_of("LILT_DEVICE", given["LILT_DEVICE"], DEVICES),
            soundfont=_file("LILT_SOUNDFONT", given["LILT_SOUNDFONT"]),
            queue_limit=_whole("LILT_QUEUE_LIMIT", given["LILT_QUEUE_LIMIT"], LIMITS),
            user_limit=_whole("LILT_USER_LIMIT", given["LILT_USER_LIMIT"], LIMITS),
            per_minute=_whole("LILT_PER_MINUTE", given["LILT_PER_MINUTE"], PER_MINUTE),
            log=_one_of("LILT_LOG", given["LILT_LOG"].upper(), LOG_LEVELS),
            port=_whole("LILT_PORT", given["LILT_PORT"], PORTS),
            retention_days=_whole("LILT_RETENTION_DAYS", given["LILT_RETENTION_DAYS"], DAYS),
        )


def _token(value: str) -> str | None:
    if value and not _TOKEN.fullmatch(value):  # its value stays out of every message
        raise SettingsError("DISCORD_TOKEN does not look like a bot token; copy it again without quotes.")
    return value or None


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingsError(f"{name}: {value!r:.60} is not possible; it must be {' or '.join(allowed)}.")
    return value


def _whole(name: str, value: str, limits: tuple[int, int]) -> int:
    low, high = limits
    if not (value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high):
        raise SettingsError(
            f"{name}: {value!r:.60} is not possible; it must be a whole number from {low} to {high}."
        )
    return int(value)


def _folder(name: str, value: str) -> Path:
    if Path(value).exists() and not Path(value).is_dir():
        raise SettingsError(f"{name}: {value!r:.200} is not a folder.")
    return Path(value)


def _file(name: str, value: str) -> Path | None:
    if value and not Path(value).is_file():
        raise SettingsError(f"{name}: there is no file {value!r:.200}.")
    return Path(value) if value else None
