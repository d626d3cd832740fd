"""Discord's limits: a value at a limit is accepted, one more is refused with Discord's own error."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import discord as dpy
import pytest

from bot.playground.limits import form_error, problems, too_large
from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord
from tests.loopback.test_faults import asked, room

MIB = 1024 * 1024
V2 = 1 << 15

Limits = dict[str, Callable[[int], dict[str, Any]]]
"""A body that is at the limit for 0, and one beyond it for 1."""


def sent(**body: Any) -> list[str]:
    return [str(problem) for problem in problems("POST", "/channels/1/messages", body)]


def answered(kind: int, **data: Any) -> list[str]:
    return [
        str(one) for one in problems("POST", "/interactions/1/token/callback", {"type": kind, "data": data})
    ]


def synced(**command: Any) -> list[str]:
    body = [{"name": "compose", "description": "A tune", **command}]
    return [str(one) for one in problems("PUT", "/applications/1/commands", body)]


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Another", "custom_id": "a", **more}


def buttons(number: int) -> list[dict[str, Any]]:
    return [button(custom_id=str(index)) for index in range(number)]


def row(*children: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": 1, "components": list(children)}]


def menu(**more: Any) -> list[dict[str, Any]]:
    return row({"type": 3, "custom_id": "m", "options": options(1), **more})


def options(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"label": "A", "value": str(index), **more} for index in range(number)]


def typed(**more: Any) -> dict[str, Any]:
    return {"type": 4, "style": 1, "custom_id": "t", "label": "Opening", **more}


def form(**more: Any) -> list[str]:
    return answered(9, **{"title": "Remix", "custom_id": "f", "components": row(typed()), **more})


def choices(number: int, length: int = 1) -> list[dict[str, Any]]:
    return [{"name": "x" * length, "value": str(index)} for index in range(number)]


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "An option", "type": 3, **more}


MESSAGES: Limits = {
    "content": lambda n: {"content": "x" * (2000 + n)},
    "embeds": lambda n: {"embeds": [{"title": "x"}] * (10 + n)},
    "title": lambda n: {"embeds": [{"title": "x" * (256 + n)}]},
    "description": lambda n: {"embeds": [{"description": "x" * (4096 + n)}]},
    "author": lambda n: {"embeds": [{"author": {"name": "x" * (256 + n)}}]},
    "footer": lambda n: {"embeds": [{"footer": {"text": "x" * (2048 + n)}}]},
    "fields": lambda n: {"embeds": [{"fields": [{"name": "a", "value": "b"}] * (25 + n)}]},
    "field name": lambda n: {"embeds": [{"fields": [{"name": "a" * (256 + n), "value": "b"}]}]},
    "field value": lambda n: {"embeds": [{"fields": [{"name": "a", "value": "b" * (1024 + n)}]}]},
    "field without a value": lambda n: {"embeds": [{"fields": [{"name": "a", "value": "b" * (1 - n)}]}]},
    "all embeds": lambda n: {"embeds": [{"description": "x" * 3000}, {"description": "x" * (3000 + n)}]},
    "files": lambda n: {"attachments": [{"id": i} for i in range(10 + n)]},
    "alt text": lambda n: {"attachments": [{"id": 0, "description": "x" * (1024 + n)}]},
    "rows": lambda n: {"components": [row(button(custom_id=str(i)))[0] for i in range(5 + n)]},
    "buttons": lambda n: {"components": row(*buttons(5 + n))},
    "label": lambda n: {"components": row(button(label="x" * (80 + n)))},
    "custom_id": lambda n: {"components": row(button(custom_id="x" * (100 + n)))},
    "custom_ids": lambda n: {"components": row(button(), button(custom_id="b" if n == 0 else "a"))},
    "url": lambda n: {"components": row({"type": 2, "style": 5, "label": "x", "url": "x" * (512 + n)})},
    "placeholder": lambda n: {"components": menu(placeholder="x" * (150 + n))},
    "menu": lambda n: {"components": menu(options=options(25 + n))},
    "empty menu": lambda n: {"components": menu(options=options(1 - n))},
    "option label": lambda n: {"components": menu(options=options(1, label="x" * (100 + n)))},
    "option value": lambda n: {"components": menu(options=options(1, value="x" * (100 + n)))},
    "option words": lambda n: {"components": menu(options=options(1, description="x" * (100 + n)))},
    "max_values": lambda n: {"components": menu(max_values=25 + n)},
    "v2 components": lambda n: {"flags": V2, "components": [{"type": 10, "content": "x"}] * (40 + n)},
    "v2 text": lambda n: {"flags": V2, "components": [{"type": 10, "content": "x" * (4000 + n)}]},
}
FORMS: Limits = {
    "title": lambda n: {"title": "x" * (45 + n)},
    "custom_id": lambda n: {"custom_id": "x" * (100 + n)},
    "fields": lambda n: {"components": [row(typed(custom_id=str(i)))[0] for i in range(5 + n)]},
    "no field": lambda n: {"components": row(typed())[n:]},
    "label": lambda n: {"components": row(typed(label="x" * (45 + n)))},
    "hint": lambda n: {"components": row(typed(placeholder="x" * (100 + n)))},
    "max_length": lambda n: {"components": row(typed(max_length=4000 + n))},
    "prefilled": lambda n: {"components": row(typed(max_length=9, value="x" * (9 + n)))},
    "new label": lambda n: {"components": [{"type": 18, "label": "x" * (45 + n), "component": typed()}]},
}
COMMANDS: Limits = {
    "name": lambda n: {"name": "x" * (32 + n)},
    "capitals": lambda n: {"name": "compose" if n == 0 else "Compose"},
    "blanks": lambda n: {"name": "my-data" if n == 0 else "my data"},
    "description": lambda n: {"description": "x" * (100 + n)},
    "no description": lambda n: {"description": "x" * (1 - n)},
    "name in German": lambda n: {"name_localizations": {"de": "x" * (32 + n)}},
    "description in German": lambda n: {"description_localizations": {"de": "x" * (100 + n)}},
    "language": lambda n: {"description_localizations": {"de" if n == 0 else "ga": "Port"}},
    "options": lambda n: {"options": [option(f"o{i}") for i in range(25 + n)]},
    "option name": lambda n: {"options": [option("x" * (32 + n))]},
    "option twice": lambda n: {"options": [option("a"), option("b" if n == 0 else "a")]},
    "order": lambda n: {"options": [option("a", required=n == 0), option("b", required=True)]},
    "choices": lambda n: {"options": [option("a", choices=choices(25 + n))]},
    "choice": lambda n: {"options": [option("a", choices=choices(1, 100 + n))]},
    "all words": lambda n: {"options": [option("a"), *_words(8000 + n)]},
}


def _words(total: int) -> list[dict[str, Any]]:
    """Options that make the command above as long as `total` characters."""
    left = total - len("compose" + "A tune") - len("a" + "An option")
    made = []
    for index in range(24):
        size = min(left, 340)
        left -= size
        name = f"o{index}"
        words = size - len(name) - 1
        made.append(option(name, type=4, description="x", choices=_choices(words)))
    assert left == 0
    return made


def _choices(words: int) -> list[dict[str, Any]]:
    """Choices with this many characters in all."""
    made = []
    while words > 0:
        size = min(words, 100)
        made.append({"name": "x" * size, "value": 1})
        words -= size
    return made


@pytest.mark.parametrize("limit", MESSAGES)
def test_a_message_may_reach_the_limit_and_not_pass_it(limit: str) -> None:
    assert sent(**MESSAGES[limit](0)) == []
    assert len(sent(**MESSAGES[limit](1))) == 1


@pytest.mark.parametrize("limit", MESSAGES)
def test_an_answer_is_a_message(limit: str) -> None:
    assert answered(4, **MESSAGES[limit](0)) == answered(7, **MESSAGES[limit](0)) == []
    assert len(answered(4, **MESSAGES[limit](1))) == len(answered(7, **MESSAGES[limit](1))) == 1


@pytest.mark.parametrize("limit", FORMS)
def test_a_form_may_reach_the_limit_and_not_pass_it(limit: str) -> None:
    assert form(**FORMS[limit](0)) == []
    assert len(form(**FORMS[limit](1))) == 1


@pytest.mark.parametrize("limit", COMMANDS)
def test_a_command_may_reach_the_limit_and_not_pass_it(limit: str) -> None:
    assert synced(**COMMANDS[limit](0)) == []
    assert synced(**COMMANDS[limit](1)) != []


def test_autocomplete_offers_at_most_25_choices_of_100_characters() -> None:
    assert answered(8, choices=choices(25, 100)) == []
    assert len(answered(8, choices=choices(26))) == len(answered(8, choices=choices(1, 101))) == 1


def test_a_file_has_at_most_10_mib_and_a_request_25() -> None:
    assert too_large([10 * MIB, 10 * MIB, 5 * MIB]) == []
    assert len(too_large([10 * MIB + 1])) == 1
    assert len(too_large([10 * MIB, 10 * MIB, 5 * MIB + 1])) == 1


@pytest.mark.parametrize(
    "call",
    ["POST /webhooks/1/token", "PATCH /webhooks/1/token/messages/@original", "PATCH /channels/1/messages/2"],
)
def test_edits_and_followups_are_messages_too(call: str) -> None:
    method, path = call.split()
    assert len(problems(method, path, {"content": "x" * 2001})) == 1


def test_an_error_names_the_field_and_the_problem() -> None:
    error = form_error(problems("POST", "/channels/1/messages", {"embeds": [{"title": "x" * 257}]}))
    (said,) = error["errors"]["embeds"]["0"]["title"]["_errors"]
    assert (error["code"], said["code"]) == (50035, "BASE_TYPE_MAX_LENGTH")


async def test_the_server_refuses_as_discord_does(client: dpy.Client, discord: LoopbackDiscord) -> None:
    with pytest.raises(dpy.HTTPException) as refused:
        await room(client, discord).send("x" * 2001)
    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert "In content: Must be 2000 or fewer in length" in refused.value.text
    assert discord.server.violations.pop().problems[0].startswith("content: ")
    assert discord.channel.history() == []


async def test_the_server_refuses_large_files(client: dpy.Client, discord: LoopbackDiscord) -> None:
    with pytest.raises(dpy.HTTPException) as refused:
        await room(client, discord).send(file=dpy.File(io.BytesIO(b"x" * (10 * MIB + 1)), "long.wav"))
    assert (refused.value.status, refused.value.code) == (413, 40005)
    assert discord.server.violations.pop().problems[0].startswith("files.0: ")


async def test_an_interaction_has_the_limit_of_files(client: dpy.Client, discord: LoopbackDiscord) -> None:
    assert (await asked(client, discord)).filesize_limit == 10 * MIB


async def test_the_bot_keeps_the_limits(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    message = await discord.wait_for_final(await discord.invoke("compose"))
    await discord.wait_for_final(await discord.choose(message, "lilt:more:1", "slower-80"))
    await discord.answered(await discord.invoke("history"))
    discord.assert_within_limits()
