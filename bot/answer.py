"""What a message looks like: pure functions from an entry to an embed, files and lines of text.

What people or the model wrote is data here: its markdown is escaped, its length is limited. Knows nothing of
interactions, the engine's queue or the database.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime

import discord

from bot.history import Entry, Page
from generator.engine import Event, Progress, Queued
from generator.notation.theory import Key
from generator.tune import ComposeRequest, Likeness, Rendering, slug

COLOUR = discord.Colour(0x2E8B57)
TITLE_LENGTH = 80
COMPOSING = "Composing…"
RENDERING = "Recording…"
STAGES = {"composing": COMPOSING, "rendering": RENDERING}


def plain(text: str, limit: int = TITLE_LENGTH) -> str:
    """Text that shows as it is written, on one line: no markdown, no mentions."""
    line = " ".join(text.split())
    short = line if len(line) <= limit else line[: limit - 1] + "…"
    return discord.utils.escape_mentions(discord.utils.escape_markdown(short, ignore_links=False))


def progress_line(event: Event) -> str:
    """How far a job is, as one line."""
    match event:
        case Queued(position=1):
            return f"{COMPOSING} Yours is next."
        case Queued(position=position):
            ahead = "one tune is" if position == 2 else f"{position - 1} tunes are"
            return f"{COMPOSING} First, {ahead} ahead of yours."
        case Progress(stage=stage):
            return STAGES.get(stage, COMPOSING)
        case _:
            return COMPOSING


def key_name(request: ComposeRequest) -> str:
    """ "D major"; what is missing is left out."""
    if request.key and request.mode:
        return Key(request.key, request.mode).name
    return request.key or ""


def file_stem(entry: Entry) -> str:
    """ "lilt-12-jig-in-d-major": letters, digits and hyphens only."""
    return slug(f"lilt {entry.id} {entry.tune.title}")


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
        "Nearest printed tune": tune.originality and _nearest(tune.originality),
    }
    for name, value in fields.items():
        if value not in (None, ""):
            embed.add_field(name=name, value=plain(str(value)))
    embed.set_footer(text=f"Asked for by {entry.asker.user_name} · model {tune.model}"[:2048])
    if picture:
        embed.set_image(url=f"attachment://{file_stem(entry)}.png")
    return embed


def _nearest(likeness: Likeness) -> str:
    return f"{likeness.title or likeness.place}, {likeness.longest} notes in a row"


def tune_files(entry: Entry, rendering: Rendering, formats: Iterable[str]) -> list[discord.File]:
    """The tune's files of these formats, as far as there are any; the ABC is the entry's own."""
    contents = {**rendering.files, "abc": entry.tune.abc.encode()}
    return [
        discord.File(
            io.BytesIO(contents[ending]),
            filename=f"{file_stem(entry)}.{ending}",
            description=_in_words(entry) if ending == "png" else None,
        )
        for ending in formats
        if ending in contents
    ]


def _in_words(entry: Entry) -> str:
    """The score for those who do not see it. Discord shows such a text as it is, without markdown."""
    request = entry.tune.request
    title = " ".join(entry.tune.title.split())[:TITLE_LENGTH]
    facts = (request.type, key_name(request), request.meter, request.parts)
    return f"Sheet music of {title}: {', '.join(fact for fact in facts if fact)}"


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
    )
    return " · ".join(part for part in parts if part)
