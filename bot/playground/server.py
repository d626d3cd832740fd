"""The loopback Discord server: REST, gateway and CDN on one port of 127.0.0.1, for a simulation."""

from __future__ import annotations

import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.playground.faults import Faults
from bot.playground.gateway import Gateway
from bot.playground.rest import Rest, Violation
from bot.playground.simulation import Simulation
from bot.transport.endpoints import API, CDN, GATEWAY, LOOPBACK

HOST = "127.0.0.1"
CONNECT = "CONNECT"
"""A connection to the gateway, as a call that can meet a fault."""
BODY_LIMIT = 64 * 1024 * 1024
"""More than Discord's limit, so that `rest` rejects a large body and not aiohttp."""


class LoopbackServer:
    """`environ` connects a bot's process to this server; `token` is the only valid bot token."""

    def __init__(self, simulation: Simulation, port: int) -> None:
        self.simulation = simulation
        self.token = ".".join(secrets.token_urlsafe(size) for size in (18, 4, 28))  # as long as Discord's
        self.url = f"http://{HOST}:{port}"
        self.rest = Rest(simulation, self.token, self.url)
        gateway_url = f"ws://{HOST}:{port}{GATEWAY}"
        self.gateway = Gateway(
            simulation.backend, self.token, gateway_url, simulation.changes, self.rest.dumps
        )
        self.rest.gateway_facts = lambda: self.gateway.plan.to_json(gateway_url)

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
        application.router.add_get(GATEWAY, self._connect)
        application.router.add_get(CDN + "/{path:.+}", self.rest.file)
        application.router.add_route("*", API + "/{path:.+}", self.rest.call)
        return application

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take(CONNECT)
        return await (self.gateway.handle(request) if fault is None else fault.answer(request))


@asynccontextmanager
async def loopback_server(simulation: Simulation) -> AsyncIterator[LoopbackServer]:
    """Serve a simulation on a free port and start its clock."""
    with socket.create_server((HOST, 0)) as listener:
        server = LoopbackServer(simulation, listener.getsockname()[1])
        runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        await simulation.start()
        try:
            yield server
        finally:
            await simulation.shutdown()
            await server.gateway.drop()
            await runner.cleanup()
