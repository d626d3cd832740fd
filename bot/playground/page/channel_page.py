"""The channel in a browser: simcord's preview of the simulation.

Users act on the page while the bot, in another process, edits its messages. A lock keeps the two apart. The
page is redrawn only after a change, because each redraw invalidates what the browser has read before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from simcord import ChannelHandle, MemberActor, Preview
from simcord.preview._commands import build_catalog

from bot.playground.page.media import MediaPassthrough
from bot.playground.page.messages import show_as_on_discord
from bot.playground.page.notices import notice
from bot.playground.page.presses import PRESSES, Drawings
from bot.playground.page.replacements import replace_texts
from bot.playground.page.typed_command import NotUnderstood, typed_command
from bot.playground.simulation import Simulation

REDRAW_SECONDS = 0.2
"""The least time between two redraws. The browser asks twice a second."""

BY_NAME = ("run_command", "autocomplete_command", "modal_submit", "send_message")
"""Actions that name their target, so they stay valid after a redraw."""


@asynccontextmanager
async def open_page(
    simulation: Simulation, channel: ChannelHandle, viewers: tuple[MemberActor, ...]
) -> AsyncIterator[Preview]:
    """Serve the page. Its `url` is a secret: everyone who has it can act as the viewers."""
    page = simulation.preview(channel, viewers=viewers, layout="channel")
    replace_texts(page._server)
    show_as_on_discord()
    _lock_actions(simulation, page)
    page._media_worker = MediaPassthrough()
    async with page:
        redrawing = asyncio.create_task(_redraw(simulation, page))
        try:
            yield page
        finally:
            redrawing.cancel()


def _lock_actions(simulation: Simulation, page: Preview) -> None:
    act = page._action
    drawings = Drawings(page)

    async def locked(context: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with simulation.lock:
            try:
                body = _as_command(page, context, body)
            except NotUnderstood as error:
                return _refused(page, context, body, str(error))
            receipt = await act(context, _as_current(page, context, body, drawings))
            said = notice(body.get("kind"), receipt) if isinstance(body, dict) else None
            return receipt if said is None else {**receipt, "notice": said}

    vars(page)["_action"] = locked


def _as_current(
    page: Preview, context: str | None, body: Mapping[str, Any], drawings: Drawings
) -> Mapping[str, Any]:
    """An action that a redraw since has not made another, as if the browser had seen that redraw.

    `seen_revision`: the drawing that the user saw, where the action has waited for its turn since.
    """
    if not isinstance(body, dict) or "published_revision" not in body:
        return body
    seen = body.get("seen_revision", body["published_revision"])
    body = {name: value for name, value in body.items() if name != "seen_revision"}
    body["published_revision"] = seen
    current, kind = page._get_page(context), body.get("kind")
    if kind in BY_NAME or (kind in PRESSES and drawings.still_there(current, body)):
        return {**body, "published_revision": current.revision}
    return body


def _as_command(page: Preview, context: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """An action, or the command where it sends one as a message. Raises NotUnderstood."""
    if not isinstance(body, dict) or body.get("kind") != "send_message":
        return body
    content = body.get("content")
    if not isinstance(content, str) or not content.startswith("/") or body.get("reply_to_id"):
        return body
    command = typed_command(content, build_catalog(page, page._get_page(context))["entries"])
    return body if command is None else {**body, **command}


def _refused(page: Preview, context: str | None, body: Mapping[str, Any], sentence: str) -> dict[str, Any]:
    """The receipt of an action that is not done. The page keeps the text; its script shows the sentence."""
    receipt = page._reject(
        page._get_page(context),
        "validation-failed",
        request_id=body.get("request_id"),
        sequence=body.get("sequence"),
    )
    return {**receipt, "notice": sentence}


async def _redraw(simulation: Simulation, page: Preview) -> None:
    while True:
        await simulation.changes.wait()
        await asyncio.sleep(REDRAW_SECONDS)
        async with simulation.lock:
            await page.refresh()
