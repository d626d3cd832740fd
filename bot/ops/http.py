"""The bot's HTTP server, on this machine only: `/healthz` and `/metrics`."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST

from bot.ops.health import Report
from bot.ops.metrics import Metrics
from generator.errors import LiltError

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What a client on this machine calls it. Any other name in a request is a web page's that a browser on this
machine shows: its name was made to lead here (DNS rebinding)."""


class PortTaken(LiltError):
    """Another program uses the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"LILT_PORT: port {port} is in use already; choose another one, or 0 for no pages.")


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests that name another host."""
    name = re.sub(r":\d{1,5}$", "", request.headers.get("Host", ""))
    if name.lower() not in NAMES:
        return web.Response(text="This page is for this machine only; use the name localhost.\n", status=403)
    return await handler(request)


@asynccontextmanager
async def http_server(port: int, metrics: Metrics, report: Callable[[], Report]) -> AsyncIterator[None]:
    """Serve both pages as long as the context lasts; port 0 serves nothing. Raises PortTaken.

    `/healthz` answers with the report: 503 if it has a problem, else 200.
    """
    if not port:
        yield
        return

    async def health(_: web.Request) -> web.Response:
        now = report()
        return web.Response(text=f"{now}\n", status=200 if now.problem is None else 503)

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(middlewares=[_only_from_here])
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
