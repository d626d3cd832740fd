"""Components in calls' bodies, as Discord's published document has them (see `message_bodies`)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.playground.limits.schema import ByType, Items, Kind, Record, Snowflake, Text, Truth, Whole

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
TEXT_DISPLAY, MEDIA_GALLERY, LABEL, FILE_UPLOAD = 10, 12, 18, 19
BUTTON_STYLES = (1, 2, 3, 4, 5, 6)
INPUT_STYLES = (1, 2)

CUSTOM_ID = Text(100, least=1)
URL = Text(512)


def component(kind: int, fields: Mapping[str, Kind], *required: str) -> Record:
    """A component of this type; `id` numbers it in its message."""
    common = {"type": Whole(values=(kind,)), "id": Whole(0)}
    return Record({**common, **fields}, ("type", *required))


EMOJI = Record({"id": Snowflake(), "name": Text(32)}, ("name",))
MENU_OPTION = Record(
    {
        "label": Text(100, least=1),
        "value": Text(100, least=1),
        "description": Text(100),
        "default": Truth(),
        "emoji": EMOJI,
    },
    ("label", "value"),
)
BUTTONS = component(
    BUTTON,
    {
        "custom_id": CUSTOM_ID,
        "style": Whole(values=BUTTON_STYLES),
        "label": Text(80),
        "disabled": Truth(),
        "url": URL,
        "sku_id": Snowflake(),
        "emoji": EMOJI,
    },
    "style",
)
MENU = component(
    STRING_SELECT,
    {
        "custom_id": CUSTOM_ID,
        "placeholder": Text(150),
        "min_values": Whole(0, 25),
        "max_values": Whole(1, 25),
        "disabled": Truth(),
        "required": Truth(),
        "options": Items(MENU_OPTION, 25, least=1),
    },
    "custom_id",
    "options",
)
TEXT = component(TEXT_DISPLAY, {"content": Text(4000, least=1)}, "content")
MEDIA = Record({"url": Text(2048)}, ("url",))
PICTURE = Record({"description": Text(1024, least=1), "spoiler": Truth(), "media": MEDIA}, ("media",))
GALLERY = component(MEDIA_GALLERY, {"items": Items(PICTURE, 10, least=1)}, "items")
MESSAGE_ROW = component(
    ROW,
    {"components": Items(ByType({BUTTON: BUTTONS, STRING_SELECT: MENU}), 5, least=1)},
    "components",
)
IN_MESSAGE = Items(ByType({ROW: MESSAGE_ROW, TEXT_DISPLAY: TEXT, MEDIA_GALLERY: GALLERY}), 40)

INPUT = component(
    TEXT_INPUT,
    {
        "custom_id": CUSTOM_ID,
        "style": Whole(values=INPUT_STYLES),
        "label": Text(45),
        "value": Text(4000),
        "placeholder": Text(100),
        "required": Truth(),
        "min_length": Whole(0, 4000),
        "max_length": Whole(1, 4000),
    },
    "custom_id",
    "style",
)
UPLOAD = component(
    FILE_UPLOAD,
    {"custom_id": CUSTOM_ID, "min_values": Whole(0, 10), "max_values": Whole(1, 10), "required": Truth()},
    "custom_id",
)
LABELLED = component(
    LABEL,
    {
        "label": Text(45, least=1),
        "description": Text(100, least=1),
        "component": ByType({STRING_SELECT: MENU, TEXT_INPUT: INPUT, FILE_UPLOAD: UPLOAD}),
    },
    "label",
    "component",
)
MODAL_ROW = component(ROW, {"components": Items(INPUT, 5, least=1)}, "components")
MODAL = Record(
    {
        "custom_id": CUSTOM_ID,
        "title": Text(45, least=1),
        "components": Items(ByType({ROW: MODAL_ROW, LABEL: LABELLED, TEXT_DISPLAY: TEXT}), 40, least=1),
    },
    ("custom_id", "title", "components"),
)
