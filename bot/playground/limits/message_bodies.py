"""Messages, answers and direct messages in calls' bodies, as Discord's published document has them.

The document is `specs/openapi.json` of https://github.com/discord/discord-api-spec (MIT licence), version 10,
as of commit 62071cdbc308ce48248a30c54c9aa9ba46ff0c2a. The tables here, in `component_bodies` and in
`command_bodies` follow it. They hold what Lilt sends, and what may stand beside it: the rest of what the
document allows counts as unknown.
"""

from __future__ import annotations

from bot.playground.limits.command_bodies import COMPLETIONS
from bot.playground.limits.component_bodies import IN_MESSAGE, MODAL
from bot.playground.limits.schema import ByType, Items, Kind, OneOf, Record, Snowflake, Text, Truth, Whole

MESSAGE_ANSWER, MESSAGE_LATER, UPDATE_LATER, UPDATE, AUTOCOMPLETE, FORM = 4, 5, 6, 7, 8, 9
"""The types of an answer to an interaction."""


ADDRESS = Text(2048)
IMAGE = Record({"url": ADDRESS, "width": Whole(), "height": Whole(), "description": Text(4096)})
EMBED = Record(
    {
        "type": Text(152133),
        "url": ADDRESS,
        "title": Text(256),
        "color": Whole(0, 0xFFFFFF),
        "timestamp": Text(),
        "description": Text(4096),
        "author": Record({"name": Text(256), "url": ADDRESS, "icon_url": ADDRESS}),
        "image": IMAGE,
        "thumbnail": IMAGE,
        "footer": Record({"text": Text(2048), "icon_url": ADDRESS}),
        "fields": Items(
            Record({"name": Text(256), "value": Text(1024), "inline": Truth()}, ("name", "value")), 25
        ),
        # Not in the document, and discord.py always sends it.
        "flags": Whole(),
    }
)
MENTIONS = Record(
    {
        "parse": Items(Text(values=("users", "roles", "everyone")), 1521, distinct=True),
        "users": Items(Snowflake(), 100, distinct=True),
        "roles": Items(Snowflake(), 100, distinct=True),
        "replied_user": Truth(),
    }
)
ATTACHMENT = Record(
    {
        "id": Snowflake(),
        "filename": Text(1024),
        "description": Text(1024),
        "title": Text(1024),
    },
    ("id",),
)
REFERENCE = Record(
    {
        "type": Whole(values=(0,)),
        "guild_id": Snowflake(),
        "channel_id": Snowflake(),
        "message_id": Snowflake(),
        "fail_if_not_exists": Truth(),
    },
    ("message_id",),
)

_ANY: dict[str, Kind] = {
    "embeds": Items(EMBED, 10),
    "allowed_mentions": MENTIONS,
    "components": IN_MESSAGE,
    "attachments": Items(ATTACHMENT, 10),
    "flags": Whole(),
}
_IN_CHANNEL: dict[str, Kind] = {**_ANY, "content": Text(4000)}
_BY_WEBHOOK: dict[str, Kind] = {**_ANY, "content": Text(2000)}
# The document has it for new messages only; discord.py sends it with edits too.
_TTS: dict[str, Kind] = {"tts": Truth()}
NONCE = OneOf((Text(25), Whole(-(2**63), 2**63 - 1)))

CREATE = Record(
    {**_IN_CHANNEL, **_TTS, "message_reference": REFERENCE, "nonce": NONCE, "enforce_nonce": Truth()}
)
EDIT = Record({**_IN_CHANNEL, **_TTS})
FOLLOWUP = Record({**_BY_WEBHOOK, **_TTS})
FOLLOWUP_EDIT = FOLLOWUP

CALLBACK = ByType(
    {
        **dict.fromkeys(
            (MESSAGE_ANSWER, MESSAGE_LATER), Record({"type": Whole(), "data": FOLLOWUP}, ("type",))
        ),
        **dict.fromkeys((UPDATE_LATER, UPDATE), Record({"type": Whole(), "data": FOLLOWUP_EDIT}, ("type",))),
        AUTOCOMPLETE: Record({"type": Whole(), "data": Record({"choices": COMPLETIONS})}, ("type", "data")),
        FORM: Record({"type": Whole(), "data": MODAL}, ("type", "data")),
    }
)
DIRECT_MESSAGE = Record({"recipient_id": Snowflake()})
