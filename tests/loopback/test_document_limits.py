"""What Discord's published document allows and refuses, with its numbers, not with those of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground.limits import problems


def message(**body: Any) -> Iterator[str]:
    return map(str, problems("POST", "/channels/1/messages", body))


def component(**one: Any) -> Iterator[str]:
    row = {"type": 1, "components": [one]}
    return map(str, problems("POST", "/channels/1/messages", {"components": [row]}))


def button(**more: Any) -> Iterator[str]:
    return component(**{"type": 2, "style": 2, "label": "x", "custom_id": "x", **more})


def menu(**more: Any) -> Iterator[str]:
    options = [{"label": "x", "value": "x"}]
    return component(**{"type": 3, "custom_id": "x", "options": options, **more})


def new(**one: Any) -> Iterator[str]:
    return map(str, problems("POST", "/channels/1/messages", {"flags": 1 << 15, "components": [one]}))


def form(**body: Any) -> Iterator[str]:
    shown = {"title": "x", "custom_id": "x", "components": [labelled()], **body}
    return map(str, problems("POST", "/interactions/1/t/callback", {"type": 9, "data": shown}))


def labelled(**more: Any) -> dict[str, Any]:
    return {"type": 18, "label": "x", "component": {"type": 4, "style": 1, "custom_id": "x"}, **more}


def inside(**one: Any) -> Iterator[str]:
    return form(components=[labelled(component={"custom_id": "x", **one})])


def command(**body: Any) -> Iterator[str]:
    one = {"name": "x", "description": "x", **body}
    return map(str, problems("PUT", "/applications/1/commands", [one]))


def option(**body: Any) -> Iterator[str]:
    return command(options=[{"name": "x", "description": "x", "type": 3, **body}])


def suggested(*values: Any) -> Iterator[str]:
    choices = [{"name": "x", "value": value} for value in values]
    return map(str, problems("POST", "/interactions/1/t/callback", {"type": 8, "data": {"choices": choices}}))


def embed(**body: Any) -> Iterator[str]:
    return message(embeds=[body])


ADDRESS = "https://example.org/"


def address(most: int, more: int) -> str:
    return ADDRESS + "x" * (most + more - len(ADDRESS))


NUMBERS: dict[str, Any] = {
    "message.nonce": lambda n: message(nonce="x" * (25 + n)),
    "message.nonce as a number": lambda n: message(nonce=2**63 - 1 + n),
    "allowed_mentions.users": lambda n: message(allowed_mentions={"users": list(range(100 + n))}),
    "allowed_mentions.roles": lambda n: message(allowed_mentions={"roles": list(range(100 + n))}),
    "attachment.filename": lambda n: message(attachments=[{"id": 0, "filename": "x" * (1024 + n)}]),
    "embed.url": lambda n: embed(url=address(2048, n)),
    "embed.color": lambda n: embed(color=0xFFFFFF + n),
    "embed.color, least": lambda n: embed(color=0 - n),
    "embed.image.url": lambda n: embed(image={"url": address(2048, n)}),
    "embed.author.icon_url": lambda n: embed(author={"name": "x", "icon_url": address(2048, n)}),
    "embed.footer.icon_url": lambda n: embed(footer={"text": "x", "icon_url": address(2048, n)}),
    "button.custom_id, least": lambda n: button(custom_id="x" * (1 - n)),
    "button.emoji.name": lambda n: button(emoji={"name": "x" * (32 + n)}),
    "menu.min_values": lambda n: menu(min_values=25 + n),
    "menu.min_values, least": lambda n: menu(min_values=0 - n),
    "menu.max_values, least": lambda n: menu(max_values=1 - n),
    "component.id": lambda n: button(id=0 - n),
    "text display.content, least": lambda n: new(type=10, content="x" * (1 - n)),
    "gallery.items": lambda n: new(type=12, items=[{"media": {"url": ADDRESS}}] * (10 + n)),
    "gallery.items, least": lambda n: new(type=12, items=[{"media": {"url": ADDRESS}}] * (1 - n)),
    "gallery.description": lambda n: new(
        type=12, items=[{"media": {"url": ADDRESS}, "description": "x" * (1024 + n)}]
    ),
    "form.title, least": lambda n: form(title="x" * (1 - n)),
    "form.custom_id, least": lambda n: form(custom_id="x" * (1 - n)),
    "label.label, least": lambda n: form(components=[labelled(label="x" * (1 - n))]),
    "label.description": lambda n: form(components=[labelled(description="x" * (100 + n))]),
    "text input.min_length": lambda n: inside(type=4, style=1, min_length=4000 + n),
    "text input.min_length, least": lambda n: inside(type=4, style=1, min_length=0 - n),
    "text input.max_length, least": lambda n: inside(type=4, style=1, max_length=1 - n),
    "text input.value": lambda n: inside(type=4, style=1, value="x" * (4000 + n)),
    "file upload.max_values": lambda n: inside(type=19, max_values=10 + n),
    "file upload.min_values": lambda n: inside(type=19, min_values=10 + n),
    "command.name, least": lambda n: command(name="x" * (1 - n)),
    "command.contexts, least": lambda n: command(contexts=[0][n:]),
    "command.integration_types, least": lambda n: command(integration_types=[0][n:]),
    "command.default_member_permissions": lambda n: command(default_member_permissions=2**53 - 1 + n),
    "option.description": lambda n: option(description="x" * (100 + n)),
    "option.min_length": lambda n: option(min_length=6000 + n),
    "option.max_length": lambda n: option(max_length=6000 + n),
    "option.max_length, least": lambda n: option(max_length=1 - n),
    "option.min_value": lambda n: option(type=4, min_value=-(2**53) + 1 - n),
    "option.max_value": lambda n: option(type=4, max_value=2**53 - 1 + n),
    "choice.name, least": lambda n: option(choices=[{"name": "x" * (1 - n), "value": "x"}]),
    "suggested number": lambda n: suggested(1, 2**53 - 1) if n == 0 else suggested(1, "x"),
}
ENUMS: dict[str, Any] = {
    "allowed_mentions.parse": (
        lambda one: message(allowed_mentions={"parse": [one]}),
        ("users", "roles", "everyone"),
        ("here", ""),
    ),
    "message_reference.type": (
        lambda one: message(message_reference={"message_id": "1", "type": one}),
        (0,),
        (1, -1),
    ),
    "button.style": (lambda one: button(style=one), range(1, 7), (0, 7)),
    "text input.style": (lambda one: inside(type=4, style=one), (1, 2), (0, 3)),
    "command.type": (lambda one: command(type=one), range(1, 5), (0, 5)),
    "command.contexts": (lambda one: command(contexts=[one]), range(3), (3, -1)),
    "command.integration_types": (lambda one: command(integration_types=[one]), range(2), (2, -1)),
    "option.type": (lambda one: option(type=one), range(3, 12), (0, 12)),
    "option.channel_types": (
        lambda one: option(type=7, channel_types=[one]),
        (*range(6), *range(10, 16)),
        (6, 9, 16),
    ),
    "callback.type": (
        lambda one: map(str, problems("POST", "/interactions/1/t/callback", {"type": one})),
        (4, 5, 6, 7),
        (0, 3, 13),
    ),
}
REQUIRED: dict[str, tuple[Any, str]] = {
    "type of an answer": (lambda: map(str, problems("POST", "/interactions/1/t/callback", {})), "type"),
    "data of a form": (lambda: map(str, problems("POST", "/interactions/1/t/callback", {"type": 9})), "data"),
    "attachment": (lambda: message(attachments=[{"filename": "x"}]), "attachments.0.id"),
    "reference": (lambda: message(message_reference={"channel_id": "1"}), "message_reference.message_id"),
    "field": (lambda: embed(fields=[{"name": "x"}]), "embeds.0.fields.0.value"),
    "component": (lambda: message(components=[{}]), "components.0.type"),
    "row": (lambda: message(components=[{"type": 1}]), "components.0.components"),
    "button": (lambda: button(style=None), "components.0.components.0.style"),
    "emoji": (lambda: button(emoji={"id": "1"}), "components.0.components.0.emoji.name"),
    "menu": (lambda: menu(custom_id=None), "components.0.components.0.custom_id"),
    "options": (lambda: menu(options=None), "components.0.components.0.options"),
    "option": (lambda: menu(options=[{"label": "x"}]), "components.0.components.0.options.0.value"),
    "form": (lambda: form(title=None), "data.title"),
    "form's id": (lambda: form(custom_id=None), "data.custom_id"),
    "form's fields": (lambda: form(components=None), "data.components"),
    "label": (lambda: form(components=[labelled(label=None)]), "data.components.0.label"),
    "in a label": (lambda: form(components=[labelled(component=None)]), "data.components.0.component"),
    "text input": (lambda: inside(type=4), "data.components.0.component.style"),
    "command": (lambda: command(name=None), "0.name"),
    "description": (lambda: option(description=None), "0.options.0.description"),
    "option's type": (lambda: option(type=None), "0.options.0.type"),
    "choice": (lambda: option(choices=[{"name": "x"}]), "0.options.0.choices.0.value"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_of_the_document_may_be_reached_and_not_passed(name: str) -> None:
    assert list(NUMBERS[name](0)) == []
    assert len(list(NUMBERS[name](1))) == 1


@pytest.mark.parametrize("name", ENUMS)
def test_only_the_documents_values_are_accepted(name: str) -> None:
    body, known, unknown = ENUMS[name]
    assert [list(body(one)) for one in known] == [[]] * len(known)
    assert [len(list(body(one))) for one in unknown] == [1] * len(unknown)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_field_is_missed_where_it_belongs(name: str) -> None:
    body, path = REQUIRED[name]
    assert list(body()) == [f"{path}: This field is required"]


def test_a_field_that_discord_would_ignore_is_named() -> None:
    assert list(embed(titel="x")) == ["embeds.0.titel: Discord's document has no such field."]
