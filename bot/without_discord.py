"""What there is to hear before there is a token: one tune, in a folder. Knows nothing of Discord."""

from __future__ import annotations

import asyncio
from pathlib import Path

from generator.engine import Engine, Job
from generator.engine.running import run
from generator.tune import ComposeRequest, Recording

FORMATS = ("mp3", "png", "abc")
"""The sound, the sheet music and the notation, in the order in which they are named."""

HOW_TO_REACH_DISCORD = """\
To bring Lilt to Discord:
  1. Open https://discord.com/developers/applications and choose "New Application".
  2. On its page "Bot", choose "Reset Token" and copy the token. No privileged intents are needed.
  3. Write DISCORD_TOKEN=<the token> into the file .env here (or set the variable).
  4. Run `make run` again; it logs the link that invites Lilt to your server."""


async def compose_one(engine: Engine, folder: Path) -> list[Path]:
    """Compose a tune of the engine's choice and write it; the paths of the MP3, the score and the ABC."""
    job = Job(id="first", user="you", work=ComposeRequest(), formats=frozenset(FORMATS))
    recording = await run(engine, job)
    return await asyncio.to_thread(_write, recording, folder)


def _write(recording: Recording, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{recording.tune.stem}.{name}" for name in FORMATS]
    for name, path in zip(FORMATS, paths, strict=True):
        path.write_bytes(recording.rendering.files[name])
    return paths
