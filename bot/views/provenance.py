"""How a tune was made, in words, and the command that makes it again."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from typing import Any

import discord

from bot.history import BY_HAND, Entry
from bot.markdown import visible
from bot.requests.players import players_and_times
from bot.views.text import key_name, plain
from generator.compose.written.source import ENDING
from generator.library.printed_collections import collection_of
from generator.model.folders import SHIPPED
from generator.model.record import read_record
from generator.request import DARING, ComposeRequest
from generator.tune import Tune

SOURCE = "source.abc"
_PLACE = 1800
"""Characters for the command, of the 4,096 that an embed may have."""
_LONG = 200
"""Characters for an opening, or the players."""
_JUDGE = "the judge took the one that is most like a printed tune."
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SAME_AS_PRINTED = 0.9
"""A tune that a user sent, of whose notes so many are in a printed tune, is that tune..."""
FEWEST_IN_A_ROW = 16
"""...if so many of them follow each other there, two bars of a reel: scales and broken chords, which many
tunes have, are the same for 10 to 14 notes."""
_OPTIONS = (
    "type", "key", "mode", "meter", "parts", "bars", "opening", "change", "temperature", "top_p",
    "instrument", "backing", "tempo", "times", "heard", "tab", "seed",
)  # fmt: skip
_SWITCHES = (("plain", True, "--plain"), ("chords", False, "--no-chords"))
"""Option, the value that is not the usual one, and what asks for it."""


def provenance_message(entry: Entry) -> dict[str, Any]:
    """An embed, and the source as a file if the tune is a variation of one. Reads the tune: it may block."""
    source = entry.tune.request.source
    files = [] if source is None else [discord.File(io.BytesIO(source.encode()), filename=SOURCE)]
    return {"embed": provenance_embed(entry), "files": files}


def provenance_embed(entry: Entry) -> discord.Embed:
    """What it is, who plays it, the drafts it took, the printed tune that it is most like, the command.

    Reads the tune: it may block.
    """
    tune = entry.tune
    parts = [_played(tune)]
    if tune.model == BY_HAND:
        parts.insert(0, f"Lilt did not compose this tune: {plain(entry.asker.user_name)} sent it.")
    else:
        parts = [_what(tune.request), *parts, *_asked(tune.request), _drafts(tune)]
    if entry.parent is not None:
        parts.append(f"It grew out of #{entry.parent}.")
    if tune.originality is not None:
        name = "This is printed as" if is_printed(tune) else "Nearest printed tune:"
        parts.append(f"{name} {nearest_printed(tune)}.")
    if tune.model != BY_HAND:
        parts += ["The command that makes it again:", _block(command_line(tune.request, tune.model), "sh")]
    return discord.Embed(title=f"How #{entry.id} was made", description="\n".join(parts))


def is_printed(tune: Tune) -> bool:
    """Whether a tune that somebody sent is one that is printed."""
    likeness = tune.originality
    if tune.model != BY_HAND or likeness is None:
        return False
    return likeness.share >= SAME_AS_PRINTED and likeness.longest >= FEWEST_IN_A_ROW


def nearest_printed(tune: Tune) -> str:
    """ "*The Rival Reel*; 20 % of its notes, 9 in a row, are the same"; as markdown."""
    likeness = tune.originality
    if likeness is None:
        return "none"
    share = "all" if likeness.share == 1 else f"{100 * likeness.share:.0f} %"
    same = f"{share} of its notes, {likeness.longest} in a row, are the same"
    return f"*{plain(likeness.title or collection_of(likeness.place))}*; {same}"


def _what(request: ComposeRequest) -> str:
    """ "A jig in D major, 6/8; the parts AABB, 8 bars each." """
    name = plain(request.type or "tune")
    article = "An" if name[0] in "aeiou" else "A"
    key = key_name(request)
    first = f"{article} {name}{f' in {key}' if key else ''}{f', {request.meter}' if request.meter else ''}"
    parts = f"the parts {request.parts}" if request.parts else ""
    bars = f"{request.bars} bars each" if request.bars else ""
    return "; ".join(filter(None, (first, ", ".join(filter(None, (parts, bars)))))) + "."


def _played(tune: Tune) -> str:
    """ "Players: fiddle and guitar, played twice, 112 beats per minute." """
    tempo = f", {tune.request.tempo} beats per minute" if tune.request.tempo else ""
    return f"Players: {plain(players_and_times(tune), _LONG)}{tempo}."


def _asked(request: ComposeRequest) -> Iterator[str]:
    """What else was asked for: where it begins, what is new in it, how daring it is, the seed."""
    if request.opening is not None:
        yield f"It begins with {plain(request.opening, _LONG)}."
    if request.change is not None:
        yield f"It is a variation: {_changed(request.change)} new."
    numbers = (request.temperature, request.top_p)
    word = next((word for word, pair in DARING.items() if pair == numbers), f"{request.temperature:g}")
    yield f"Daring: {word}; seed {request.seed}."


def _changed(change: str) -> str:
    if change == ENDING:
        return "the endings are"
    if change.isalpha():
        return f"part {change} is"
    first, _, last = change.partition("-")
    return f"bars {first} to {last} are" if last else f"bar {first} is"


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


def _drafts(tune: Tune) -> str:
    """ "Of four drafts, one was rejected: it does not end (1). Of the others, …"."""
    rejected = tune.attempts - 1
    reasons = "; ".join(f"{plain(reason)} ({count})" for reason, count in list(tune.rejections.items())[:5])
    were = f"{_number(rejected)} {'was' if rejected == 1 else 'were'} rejected: {reasons}."
    left = tune.drafts - rejected
    match rejected, left:
        case 0, 1:
            said = "Its first draft was good."
        case 0, _ if left > 1:
            said = f"It wrote {_number(left)} drafts; of these, {_JUDGE}"
        case 0, _:
            said = "None of its drafts was rejected."
        case _, 1:
            said = f"Of {_number(tune.drafts)} drafts, {were} This is the other one."
        case _, _ if left > 1:
            said = f"Of {_number(tune.drafts)} drafts, {were} Of the others, {_JUDGE}"
        case _:
            said = f"Of its drafts, {were}"
    return f"The model {plain(tune.model)} wrote it. {said}"


def _number(count: int) -> str:
    return _SMALL[count] if count < len(_SMALL) else str(count)


def _block(text: str, language: str) -> str:
    """A block of code, in which a run of backticks would end it early."""
    return f"```{language}\n{visible(text)[:_PLACE].replace('```', '` ` `')}\n```"
