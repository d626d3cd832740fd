"""What a message looks like: pure functions from an entry to an embed, files and lines of text.

What people or the model wrote is data here: its markdown is escaped, its length is limited. Knows nothing of
interactions, the engine's queue or the database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord

from bot.history import BY_HAND, Entry, Page
from bot.requests.renditions import Take
from bot.views.files import file_stem, tune_files
from bot.views.text import key_name, plain
from generator.engine import Event, Progress, Queued
from generator.tune import ComposeRequest, NearestTune, Rendering, Tune

COLOUR = discord.Colour(0x2E8B57)
COMPOSING = "Composing…"
RENDERING = "Recording…"


def first_line(work: ComposeRequest | Tune) -> str:
    """What stands there before anything is known."""
    return RENDERING if isinstance(work, Tune) else COMPOSING


def progress_line(event: Event) -> str:
    """How far a job is, as one line."""
    match event:
        case Queued(position=position, seconds=None):
            return f"Waiting: position {position}."
        case Queued(position=position, seconds=seconds):
            return f"Waiting: position {position}, about {_duration(seconds or 0)}."
        case Progress(stage="rendering"):
            return RENDERING
        case Progress(bar=bar, bars=bars) if bar and bars:
            return f"Composing, bar {bar} of {bars}…"
        case _:
            return COMPOSING


def _duration(seconds: float) -> str:
    """ "4 s", "2 min": nobody can say it more exactly."""
    return f"{max(1, round(seconds))} s" if seconds < 90 else f"{round(seconds / 60)} min"


def tune_message(entry: Entry, rendering: Rendering, largest: int) -> dict[str, Any]:
    """A tune's message, without its buttons. `largest`: bytes that a file may have there."""
    files, left_out = tune_files(entry, rendering, largest=largest)
    picture = any(file.filename.endswith(".png") for file in files)
    return {"content": left_out, "embed": tune_embed(entry, picture=picture), "attachments": files}


def take_message(entry: Entry, take: Take, rendering: Rendering, largest: int) -> dict[str, Any]:
    """What somebody wanted of a tune."""
    files, left_out = tune_files(entry, rendering, suffix=take.suffix, largest=largest)
    words = " ".join(filter(None, (take.words, left_out)))
    return {"content": words or None, "attachments": files}


def tune_embed(entry: Entry, *, picture: bool) -> discord.Embed:
    """The card of a tune; with `picture` it shows the attached sheet music."""
    request, tune = entry.tune.request, entry.tune
    embed = discord.Embed(
        title=f"#{entry.id} · {plain(tune.title)}",
        colour=COLOUR,
        timestamp=datetime.fromtimestamp(entry.created_at, UTC),
    )
    fields = {
        "Type": request.type,
        "Key": key_name(request),
        "Meter": request.meter,
        "Tempo": request.tempo and f"{request.tempo} beats per minute",
        "Instrument": request.instrument,
        "Seed": request.seed,
    }
    for name, value in fields.items():
        if value not in (None, ""):
            embed.add_field(name=name, value=plain(str(value)))
    if entry.parent is not None:
        embed.add_field(name="Grew out of", value=f"#{entry.parent}")
    if tune.originality is not None:
        embed.add_field(name="Nearest printed tune", value=_nearest(tune.originality))
    origin = "brought along as ABC" if tune.model == BY_HAND else f"model {tune.model}"
    embed.set_footer(text=f"Asked for by {entry.asker.user_name} · {origin}"[:2048])
    if picture:
        embed.set_image(url=f"attachment://{file_stem(entry)}.png")
    return embed


def _nearest(likeness: NearestTune) -> str:
    return f"*{plain(likeness.title or likeness.place)}*, {likeness.longest} notes in a row"


def page_embed(heading: str, page: Page) -> discord.Embed:
    """A page of the history: number, title, type, key, when, who."""
    embed = discord.Embed(title=heading, colour=COLOUR, description="\n".join(map(_line, page.entries)))
    if page.entries:
        first, last = page.newer + 1, page.newer + len(page.entries)
        embed.set_footer(text=f"{first} to {last} of {page.total} · /tune plays one")
    else:
        embed.description = "There are no tunes here yet; `/compose` makes one."
    return embed


def _line(entry: Entry) -> str:
    request = entry.tune.request
    parts = (
        f"**{entry.id}** {plain(entry.tune.title, 60)}",
        request.type,
        key_name(request),
        f"<t:{entry.created_at}:R>",
        f"<@{entry.asker.user_id}>",
        None if entry.message_id else "not shown yet",
    )
    return " · ".join(part for part in parts if part)
