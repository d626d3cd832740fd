"""Application commands in calls' bodies, as Discord's published document has them (see `message_bodies`)."""

from __future__ import annotations

from bot.playground.limits.schema import (
    ByType,
    Items,
    Kind,
    Languages,
    Number,
    OneOf,
    Record,
    Snowflake,
    Text,
    Truth,
    Whole,
)

CHAT_INPUT = 1
COMMAND_TYPES = (CHAT_INPUT, 2, 3, 4)
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15)
CONTEXTS = (0, 1, 2)
INSTALLATIONS = (0, 1)

INT53 = Whole(-(2**53) + 1, 2**53 - 1)
_NAME, _WORDS, _CHOICE_NAME = Text(32, least=1), Text(100, least=1), Text(100, least=1)


def choice(value: Kind) -> Record:
    """A choice of an option, with a value of this kind."""
    fields: dict[str, Kind] = {
        "name": _CHOICE_NAME,
        "name_localizations": Languages(_CHOICE_NAME),
        "value": value,
    }
    return Record(fields, ("name", "value"))


def option(kind: int, **more: Kind) -> Record:
    """An option of this type."""
    fields: dict[str, Kind] = {
        "type": Whole(values=(kind,)),
        "name": _NAME,
        "name_localizations": Languages(_NAME),
        "description": _WORDS,
        "description_localizations": Languages(_WORDS),
        "required": Truth(),
    }
    return Record({**fields, **more}, ("type", "name", "description"))


STRING_CHOICE, INTEGER_CHOICE, NUMBER_CHOICE = choice(Text(6000)), choice(INT53), choice(Number())

OPTION = ByType(
    {
        STRING: option(
            STRING,
            autocomplete=Truth(),
            min_length=Whole(0, 6000),
            max_length=Whole(1, 6000),
            choices=Items(STRING_CHOICE, 25),
        ),
        INTEGER: option(
            INTEGER,
            autocomplete=Truth(),
            min_value=INT53,
            max_value=INT53,
            choices=Items(INTEGER_CHOICE, 25),
        ),
        CHANNEL: option(CHANNEL, channel_types=Items(Whole(values=CHANNEL_TYPES), distinct=True)),
        NUMBER: option(
            NUMBER,
            autocomplete=Truth(),
            min_value=Number(),
            max_value=Number(),
            choices=Items(NUMBER_CHOICE, 25),
        ),
        **{kind: option(kind) for kind in (BOOLEAN, USER, ROLE, MENTIONABLE, ATTACHMENT)},
    }
)
COMMAND = Record(
    {
        "id": Snowflake(),
        "type": Whole(values=COMMAND_TYPES),
        "name": _NAME,
        "name_localizations": Languages(_NAME),
        "description": Text(100),
        "description_localizations": Languages(_WORDS),
        "options": Items(OPTION, 25),
        "default_member_permissions": Whole(0, 2**53 - 1),
        "dm_permission": Truth(),
        "contexts": Items(Whole(values=CONTEXTS), least=1, distinct=True),
        "integration_types": Items(Whole(values=INSTALLATIONS), least=1, distinct=True),
        # Only in Discord's documentation, and discord.py always sends it.
        "nsfw": Truth(),
    },
    ("name",),
)
COMMANDS = Items(COMMAND)
COMPLETIONS = OneOf(tuple(Items(one, 25) for one in (STRING_CHOICE, INTEGER_CHOICE, NUMBER_CHOICE)))
