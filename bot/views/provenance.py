"""How a tune was made, and the command that makes it again."""

from __future__ import annotations

import io
import json
import re
import shlex
from typing import Any

import discord

from bot.history import BY_HAND, Entry
from bot.markdown import visible
from bot.views.text import plain
from generator.model.folders import SHIPPED
from generator.model.record import read_record
from generator.request import ComposeRequest

SOURCE = "source.abc"
_PLACE = 1800
"""Characters for the command or the request, of the 4,096 that an embed may have."""
_OPTIONS = (
    "type", "key", "mode", "meter", "parts", "bars", "opening", "change", "temperature", "top_p",
    "instrument", "backing", "tempo", "times", "heard", "tab", "seed",
)  # fmt: skip
_SWITCHES = (("plain", True, "--plain"), ("chords", False, "--no-chords"))
"""Option, the value that is not the usual one, and what asks for it."""


def provenance_message(entry: Entry) -> dict[str, Any]:
    """An embed, and the source as a file if the tune is a variation of one."""
    source = entry.tune.request.source
    files = [] if source is None else [discord.File(io.BytesIO(source.encode()), filename=SOURCE)]
    return {"embed": provenance_embed(entry), "files": files}


def provenance_embed(entry: Entry) -> discord.Embed:
    """The drafts it took, the command, the whole request."""
    tune = entry.tune
    if tune.model == BY_HAND:
        words = f"Lilt did not compose this tune: {plain(entry.asker.user_name)} sent it."
        return discord.Embed(title=f"How #{entry.id} was made", description=words)
    request = {name: value for name, value in tune.request.to_json().items() if name != "source"}
    parts = [
        _drafts(entry),
        "The command that makes it again:",
        _block(command_line(tune.request, tune.model), "sh"),
        "The whole request:",
        _block(json.dumps(request, ensure_ascii=False, indent=1), "json"),
    ]
    return discord.Embed(title=f"How #{entry.id} was made", description="\n".join(parts))


def command_line(request: ComposeRequest, model: str) -> str:
    """The command that composes the same tune again; a variation needs its source in a file beside it."""
    given = request.to_json()
    options = {name: given[name] for name in _OPTIONS if name in given}
    words = ["python", "-m", "generator", "compose"]
    words += ["--source", SOURCE] if request.source is not None else []
    for name, value in options.items():
        words += _option(f"--{name.replace('_', '-')}", str(value))
    words += [switch for name, value, switch in _SWITCHES if given.get(name) is value]
    return shlex.join([*words, "--model", _place(model)])


def _place(model: str) -> str:
    """The name by which the command finds the model: a promoted one's id, a shipped one's folder."""
    shipped = re.sub(r"-[0-9a-f]{6}$", "", model)
    return (
        shipped if (SHIPPED / shipped).is_dir() and read_record(SHIPPED / shipped)["id"] == model else model
    )


def _option(option: str, value: str) -> list[str]:
    """An option and its value; a value that looks like an option is joined to its name."""
    return [f"{option}={value}"] if value.startswith("-") else [option, value]


def _drafts(entry: Entry) -> str:
    tune = entry.tune
    if tune.attempts == 1:
        return f"The model {plain(tune.model)} wrote it. The first draft was accepted."
    reasons = "; ".join(f"{plain(reason)} ({count})" for reason, count in list(tune.rejections.items())[:5])
    drafts = f"Draft {tune.attempts} was accepted; the drafts before it were rejected: {reasons}."
    return f"The model {plain(tune.model)} wrote it. {drafts}"


def _block(text: str, language: str) -> str:
    """A block of code, in which a run of backticks would end it early."""
    return f"```{language}\n{visible(text)[:_PLACE].replace('```', '` ` `')}\n```"
