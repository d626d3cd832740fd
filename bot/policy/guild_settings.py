"""What a server can set: where Lilt may be used, by whom, how much, and what is usual there.

Knows nothing of where this is stored, nor of who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS
from generator.request import DARING
from generator.tabs import TABS

COOLDOWNS = (0, 3600)
DAILY = (0, 1000)
MOST_CHANNELS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildSettings:
    """`channels`: where Lilt may be used, everywhere if empty; `role`: who may use it, None is everyone.

    `cooldown` seconds lie between two tunes of one user, who gets `daily` tunes in 24 hours (0: no limit).
    `instrument`, `backing`, `daring` and `tab` (a tablature) are those of a `/compose` that leaves them open.
    """

    channels: tuple[int, ...] = ()
    role: int | None = None
    cooldown: int = 0
    daily: int = 0
    instrument: str | None = None
    backing: str | None = None
    daring: str | None = None
    tab: str | None = None

    def __post_init__(self) -> None:
        if len(self.channels) > MOST_CHANNELS:
            raise BadRequest("channel", "one more", f"the limit is {MOST_CHANNELS}")
        for name, value, allowed in (
            ("instrument", self.instrument, INSTRUMENTS),
            ("backing", self.backing, BACKINGS),
            ("daring", self.daring, DARING),
            ("tab", self.tab, TABS),
        ):
            if value is not None and value not in allowed:
                raise BadRequest(name, value, "it must be one of " + ", ".join(allowed))
        for name, number, (low, high) in (
            ("cooldown", self.cooldown, COOLDOWNS),
            ("daily", self.daily, DAILY),
        ):
            if not low <= number <= high:
                raise BadRequest(name, number, f"it must be from {low} to {high}")

    @property
    def defaults(self) -> dict[str, Any]:
        """The options that a request takes from here where it leaves them open."""
        options = {
            "instrument": self.instrument,
            "backing": self.backing,
            "daring": self.daring,
            "tab": self.tab,
        }
        return {name: value for name, value in options.items() if value is not None}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "channels": tuple(data.get("channels", ()))})
