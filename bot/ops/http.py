"""Two pages for those who run the bot, on this machine only: `/healthz` and `/metrics`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.ops.heartbeat import Problem
from bot.ops.metrics import Metrics
from generator.errors import LiltError

HOST = "127.0.0.1"


class PortTaken(LiltError):
    """Another program listens there."""

    def __init__(self, port: int) -> None:
        super().__init__(f"LILT_PORT: port {port} is in use already; choose another one, or 0 for no pages.")


@asynccontextmanager
async def status_pages(port: int, metrics: Metrics, problem: Problem) -> AsyncIterator[None]:
    """Serve the pages as long as the context lasts; with port 0 there are none. Raises PortTaken.

    `problem`: what is wrong, in a sentence, or None; `/healthz` then answers 503 with it, or 200.
    """
    if not port:
        yield
        return

    async def health(_: web.Request) -> web.Response:
        sentence = await problem()
        return web.Response(text=f"{sentence or 'ok'}\n", status=503 if sentence else 200)

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/healthz", health), web.get("/metrics", figures)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise PortTaken(port) from error
        yield
    finally:
        await runner.cleanup()
