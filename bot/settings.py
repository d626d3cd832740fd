"""The settings: one table of every variable with its default, its meaning and its check.

The README and docs/operating.md repeat the table's names, defaults and meanings; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any, Self

from generator.errors import LiltError

LOCAL = "local"
"""The engine in the bot's own process."""
BROKERS = ("nats://", "tls://")
"""What the address of another engine begins with."""
DEVICES = ("auto", "cpu", "cuda")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
QUEUE_LIMITS = (1, 1_000_000)
PER_MINUTE = (0, 1_000_000)
PORTS = (0, 65_535)
DAYS = (0, 36_500)
MODELS = "models"
"""In LILT_DATA: the folder that `python -m trainer promote` fills."""
PLAYGROUND = "playground"
"""In LILT_DATA: the folder of the playground's own history."""

_TOKEN = re.compile(r"[\w.\-]+", re.ASCII)
_PARTS = re.compile(r"[\w\-]+\.[\w\-]+\.[\w\-]+", re.ASCII)
"""A bot's token: its id, a time and a signature, each in base64url. Their lengths are not documented."""

Check = Callable[[str, str], Any]
"""Turns a variable's name and text into the setting's value. Raises SettingsError."""


class SettingsError(LiltError):
    """A variable with an impossible value. The sentence says which values are possible."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `default` is text, as in the environment; `meaning` is Markdown."""

    name: str
    default: str
    meaning: str
    check: Check

    def read(self, environ: Mapping[str, str]) -> Any:
        """The value in an environment. An empty variable counts as not set. Raises SettingsError."""
        return self.check(self.name, environ.get(self.name, "").strip() or self.default)


def _text(_: str, value: str) -> str | None:
    """Any text; None if it is empty."""
    return value or None


def _token(name: str, value: str) -> str | None:
    """A bot token; None if it is empty. The error does not repeat the value."""
    if value and not _TOKEN.fullmatch(value):
        raise SettingsError(f"{name} does not look like a bot token; copy it again without quotes.")
    return value or None


def _one_of(allowed: tuple[str, ...], name: str, value: str) -> str:
    """One of a few words."""
    if value not in allowed:
        raise SettingsError(f"{name}: {value!r:.60} is not possible; it must be {' or '.join(allowed)}.")
    return value


def _log_level(name: str, value: str) -> str:
    """A log level, in any case."""
    return _one_of(LOG_LEVELS, name, value.upper())


def _whole(limits: tuple[int, int], name: str, value: str) -> int:
    """A whole number within limits, both included."""
    low, high = limits
    if not (value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high):
        raise SettingsError(
            f"{name}: {value!r:.60} is not possible; it must be a whole number from {low} to {high}."
        )
    return int(value)


def _folder(name: str, value: str) -> Path:
    """A folder; it may not exist yet."""
    try:
        other = Path(value).exists() and not Path(value).is_dir()
    except OSError as error:  # the name is too long, or a folder above it is somebody else's
        raise SettingsError(f"{name}: {value!r:.200} cannot be used: {error.strerror}.") from None
    if other:
        raise SettingsError(f"{name}: {value!r:.200} is not a folder.")
    return Path(value)


def _optional_folder(name: str, value: str) -> Path | None:
    """A folder, which may not exist yet; None if the text is empty."""
    return _folder(name, value) if value else None


def _file(name: str, value: str) -> Path | None:
    """A file that exists; None if the text is empty."""
    try:
        missing = bool(value) and not Path(value).is_file()
    except OSError as error:
        raise SettingsError(f"{name}: {value!r:.200} cannot be used: {error.strerror}.") from None
    if missing:
        raise SettingsError(f"{name}: there is no file {value!r:.200}.")
    return Path(value) if value else None


def _row(name: str, default: str, check: Check, meaning: str, *, secret: bool = False) -> Any:
    """A field of Settings that carries its row of the table."""
    setting = Setting(name, default, meaning, check)
    return field(default_factory=partial(setting.read, {}), metadata={"setting": setting}, repr=not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values of all settings; each field declares its variable, default, check and meaning."""

    token: str | None = _row(
        "DISCORD_TOKEN", "", _token,
        "the bot's token; without it Lilt opens the playground, on this machine only", secret=True,
    )  # fmt: skip
    data: Path = _row(
        "LILT_DATA", "data", _folder,
        "the folder of the database (`lilt.sqlite3`), `lock` and `health.json`",
    )  # fmt: skip
    model: str | None = _row(
        "LILT_MODEL", "", _text,
        "a checkpoint's name or folder; empty: the promoted model, or else the one that comes with Lilt",
    )  # fmt: skip
    models: Path | None = _row(
        "LILT_MODELS", "", _optional_folder,
        "the folder of the promoted models; empty: `models/` in `LILT_DATA`",
    )  # fmt: skip
    engine: str = _row(
        "LILT_ENGINE", "local", _text,
        "where tunes are composed; `local`: in the bot's own process; `nats://HOST:4222` or "
        "`tls://HOST:4222`: by the workers at this NATS server",
    )  # fmt: skip
    nats_user: str | None = _row(
        "LILT_NATS_USER", "", _text,
        "the user as which the bot logs in to the NATS server",
    )  # fmt: skip
    nats_password: str | None = _row(
        "LILT_NATS_PASSWORD", "", _text,
        "the user's password", secret=True,
    )  # fmt: skip
    nats_nkey: Path | None = _row(
        "LILT_NATS_NKEY", "", _file,
        "instead of both: the file with the seed of an nkey",
    )  # fmt: skip
    nats_ca: Path | None = _row(
        "LILT_NATS_CA", "", _file,
        "the certificates (PEM) of the authority that the NATS server's certificate must be from",
    )  # fmt: skip
    nats_cert: Path | None = _row(
        "LILT_NATS_CERT", "", _file,
        "the bot's own certificate (PEM), for a NATS server that asks for one",
    )  # fmt: skip
    nats_key: Path | None = _row(
        "LILT_NATS_KEY", "", _file,
        "the key (PEM) of that certificate",
    )  # fmt: skip
    device: str = _row(
        "LILT_DEVICE", "auto", partial(_one_of, DEVICES),
        "`cpu` or `cuda`; `auto`: a GPU if there is one",
    )  # fmt: skip
    soundfont: Path | None = _row(
        "LILT_SOUNDFONT", "", _file,
        "a soundfont file (`.sf2`) to use instead of the usual ones",
    )  # fmt: skip
    queue_limit: int = _row(
        "LILT_QUEUE_LIMIT", "100", partial(_whole, QUEUE_LIMITS),
        "how many tunes may wait in the queue",
    )  # fmt: skip
    user_limit: int = _row(
        "LILT_USER_LIMIT", "3", partial(_whole, QUEUE_LIMITS),
        "how many tunes of one user may wait in the queue",
    )  # fmt: skip
    per_minute: int = _row(
        "LILT_PER_MINUTE", "10", partial(_whole, PER_MINUTE),
        "how many tunes a user may have composed in a minute; 0: no limit",
    )  # fmt: skip
    log: str = _row(
        "LILT_LOG", "INFO", _log_level,
        "`DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`",
    )  # fmt: skip
    port: int = _row(
        "LILT_PORT", "8090", partial(_whole, PORTS),
        "the port of `/healthz` and Prometheus `/metrics`, on this machine only; 0: neither",
    )  # fmt: skip
    retention_days: int = _row(
        "LILT_RETENTION_DAYS", "0", partial(_whole, DAYS),
        "after how many days a tune that nobody saved is deleted, an answer to a challenge not before its "
        "end was announced; 0: never",
    )  # fmt: skip

    @property
    def models_folder(self) -> Path:
        """The folder of the promoted models."""
        return self.models or self.data / MODELS

    @property
    def playground_folder(self) -> Path:
        """The folder of the playground's history."""
        return self.data / PLAYGROUND

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read and check all settings. Raises SettingsError for the first impossible value."""
        return cls(**{name: setting.read(environ) for name, setting in _BY_FIELD.items()})


_BY_FIELD: dict[str, Setting] = {one.name: one.metadata["setting"] for one in fields(Settings)}

SETTINGS = tuple(_BY_FIELD.values())
"""The table: every variable that is read, in the order of the docs."""


def logging_settings(environ: Mapping[str, str]) -> tuple[str, str | None]:
    """The log level and the token, which no line may show, also where settings are impossible.

    The usual level stands for an impossible one.
    """
    level = _BY_FIELD["log"]
    try:
        chosen = level.read(environ)
    except SettingsError:
        chosen = level.read({})
    return chosen, environ.get("DISCORD_TOKEN", "").strip() or None


def check_token(token: str) -> None:
    """Raises SettingsError for what cannot be a bot's token. The sentence does not repeat it."""
    if not _PARTS.fullmatch(token):
        raise SettingsError(
            "DISCORD_TOKEN is no bot token: that has three parts with dots between them. Discord's developer "
            "portal shows it on the page Bot; the client secret and the public key are something else."
        )


def check_engine(settings: Settings) -> None:
    """Raises SettingsError if LILT_ENGINE names an engine that does not exist."""
    if settings.engine != LOCAL and not settings.engine.startswith(BROKERS):
        shown = settings.engine.rpartition("@")[2]  # before it there may be a password
        raise SettingsError(
            f"LILT_ENGINE: {shown!r:.60} is not possible; it must be local or like nats://127.0.0.1:4222."
        )
