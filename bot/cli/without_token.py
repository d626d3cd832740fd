"""`python -m bot` where there is no DISCORD_TOKEN."""

from __future__ import annotations

from pathlib import Path

from bot.app import open_engine
from bot.settings import Settings
from bot.without_discord import HOW_TO_REACH_DISCORD, compose_one

OUT = Path("out")


async def play(settings: Settings) -> None:
    """Compose a tune, say where it is, and how to bring Lilt to Discord."""
    print("There is no DISCORD_TOKEN, so here is a tune without Discord; one moment…", flush=True)
    async with open_engine(settings, lambda _: None) as engine:
        paths = await compose_one(engine, OUT)
    print("", *(f"  {path.suffix[1:]:4} {path.resolve()}" for path in paths), "", sep="\n")
    print(HOW_TO_REACH_DISCORD)
