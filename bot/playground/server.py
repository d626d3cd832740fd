"""The loopback Discord server: REST, gateway and CDN on one port of 127.0.0.1, over a simulated world."""

from __future__ import annotations

import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.playground.faults import Faults
from bot.playground.gateway import Gateway
from bot.playground.rest import Rest, Violation
from bot.playground.simulation import World
from bot.transport.endpoints import API, CDN, GATEWAY, LOOPBACK

HOST = "127.0.0.1"
BODY_LIMIT = 64 * 1024 * 1024
"""More than Discord's own limit, so that it is we who say no."""


class LoopbackServer:
    """`environ` is what a bot's process needs to come here; `token` is the only one that is accepted."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.token = secrets.token_urlsafe(24)
        self.url = f"http://{HOST}:{port}"
        self.rest = Rest(world, self.token, self.url)
        gateway_url = f"ws://{HOST}:{port}{GATEWAY}"
        self.gateway = Gateway(world.backend, self.token, gateway_url, world.news, self.rest.dumps)

    @property
    def environ(self) -> dict[str, str]:
        return {LOOPBACK: self.url, "DISCORD_TOKEN": self.token}

    @property
    def faults(self) -> Faults:
        return self.rest.faults

    @property
    def violations(self) -> list[Violation]:
        return self.rest.violations

    def application(self) -> web.Application:
        application = web.Application(client_max_size=BODY_LIMIT)
        application.router.add_get(GATEWAY, self.gateway.handle)
        application.router.add_get(CDN + "/{path:.+}", self.rest.file)
        application.router.add_route("*", API + "/{path:.+}", self.rest.call)
        return application


@asynccontextmanager
async def loopback_server(world: World) -> AsyncIterator[LoopbackServer]:
    """Serve a world on a free port, and let its time go on."""
    with socket.create_server((HOST, 0)) as door:
        server = LoopbackServer(world, door.getsockname()[1])
        runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, door).start()
        await world.start()
        try:
            yield server
        finally:
            await world.shutdown()
            await server.gateway.drop()
            await runner.cleanup()
