"""The channel in a browser: simcord's preview over a world whose bot is elsewhere.

Whoever looks at the page acts on it while the bot edits its messages. One lock keeps the two apart, and the
page is drawn again only when something has changed: each drawing makes what was read before out of date.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from simcord import ChannelHandle, MemberActor, Preview

from bot.playground.audio import Sounds
from bot.playground.page_style import dress
from bot.playground.simulation import World

REDRAW_SECONDS = 0.2
"""At most so often; the browser asks twice a second."""

BY_NAME = ("run_command", "autocomplete_command", "modal_submit", "send_message")
"""What is asked by name means the same whatever was drawn since. A button is a place on the page: it may have
become another one, and the page then says that it was too late."""


@asynccontextmanager
async def open_page(
    world: World, channel: ChannelHandle, viewers: tuple[MemberActor, ...]
) -> AsyncIterator[Preview]:
    """Serve the page; its `url` is a secret: whoever has it can act as the viewers."""
    page = world.preview(channel, viewers=viewers, layout="channel")
    dress(page._server)
    _take_turns(world, page)
    page._media_worker = Sounds()
    async with page:
        redrawing = asyncio.create_task(_redraw(world, page))
        try:
            yield page
        finally:
            redrawing.cancel()


def _take_turns(world: World, page: Preview) -> None:
    act = page._action

    async def in_turn(context: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with world.turn:
            if isinstance(body, dict) and body.get("kind") in BY_NAME and "published_revision" in body:
                body = {**body, "published_revision": page._get_page(context).revision}
            return await act(context, body)

    vars(page)["_action"] = in_turn


async def _redraw(world: World, page: Preview) -> None:
    while True:
        await world.news.heard()
        await asyncio.sleep(REDRAW_SECONDS)
        async with world.turn:
            await page.refresh()
