"""Discord's HTTP API: simcord's routes at `/api/v10`, its files at `/cdn`.

It rejects what Discord rejects: a wrong token, a body beyond the documented limits, an interaction's token
after 15 minutes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import BodyPartReader, web
from simcord.backend.cdn import CDN_BASE
from simcord.backend.errors import BackendError
from simcord.http import RouteNotImplemented, UnsupportedField, router

from bot.playground import limits
from bot.playground.faults import Faults
from bot.playground.simulation import Simulation
from bot.transport.endpoints import API, CDN

MISTAKES = (10062, 40060, 50006, 50035)
"""Discord's error codes for a bot's mistakes: a late or second answer, an empty or an invalid message."""

NONCE_KNOWN = timedelta(minutes=2)
"""How long Discord remembers a nonce. Its docs say only "in the past few minutes"."""


@dataclass(slots=True)
class Upload:
    """A file of a message, as simcord expects it."""

    filename: str
    content: bytes
    description: str | None = None
    fp: io.BytesIO = field(init=False)

    def __post_init__(self) -> None:
        self.fp = io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class Violation:
    """A call of the bot that Discord would reject, and why."""

    call: str
    problems: tuple[str, ...]


class Rest:
    """Answers calls. `violations` lists the bot's mistakes; all real answers have these `headers`.

    `nonce_known`: how long a nonce is remembered. `gateway_facts`: what is said of the gateway.
    """

    def __init__(self, simulation: Simulation, token: str, base: str) -> None:
        self._simulation = simulation
        self._token = token
        self._base = base
        self.gateway_facts: Callable[[], dict[str, Any]] = dict
        self.faults = Faults()
        self.headers: dict[str, str] = {}
        self.nonce_known = NONCE_KNOWN
        self.violations: list[Violation] = []
        self._sent: dict[tuple[str, str], tuple[datetime, web.Response]] = {}

    def dumps(self, value: Any) -> str:
        """The value as JSON, with the files' addresses on this server."""
        return json.dumps(value).replace(CDN_BASE, self._base + CDN)

    async def file(self, request: web.Request) -> web.Response:
        """GET /cdn/…"""
        content = self._simulation.backend.cdn.get(f"{CDN_BASE}/{request.match_info['path']}")
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer a call under /api/v10, or fail as planned."""
        path = request.path.removeprefix(API)
        call = f"{request.method} {path}"
        fault = self.faults.take(call)
        body, files = await self._read(request)
        if fault is not None and not fault.done:
            return await fault.answer(request)
        response = self._check_limits(request.method, path, body, files) or self._answer_once(
            request, path, body, files
        )
        response.headers.update(self.headers)
        response.headers["Date"] = format_datetime(self._simulation.clock.now(), usegmt=True)
        self._simulation.changes.notify()
        if request.method != "GET":
            await self._simulation.confirm()
        return response if fault is None else await fault.answer(request)

    def _check_limits(self, method: str, path: str, body: Any, files: list[Upload]) -> web.Response | None:
        """Discord's error for a body beyond its limits; None if it is within them."""
        large = limits.too_large([len(file.content) for file in files])
        found = large + limits.problems(method, path, body)
        if not found:
            return None
        self.violations.append(Violation(f"{method} {path}", tuple(map(str, found))))
        if large:
            return self._json(413, {"code": 40005, "message": "Request entity too large"})
        return self._json(400, limits.form_error(found))

    def _answer_once(self, request: web.Request, path: str, body: Any, files: list[Upload]) -> web.Response:
        """Answer a call; for a message with a nonce that was sent recently, repeat the earlier answer."""
        nonce = body.get("nonce") if isinstance(body, dict) and body.get("enforce_nonce") else None
        if nonce is None:
            return self._answer(request, path, body, files)
        now, key = self._simulation.clock.now(), (path, str(nonce))
        if key in self._sent and now - self._sent[key][0] < self.nonce_known:
            sent = self._sent[key][1]
            return web.Response(
                status=sent.status, body=sent.body, headers={"Content-Type": "application/json"}
            )
        response = self._answer(request, path, body, files)
        if response.status == 200:
            self._sent[key] = (now, response)
        return response

    def _answer(self, request: web.Request, path: str, body: Any, files: list[Upload]) -> web.Response:
        call = f"{request.method} {path}"
        try:
            self._check_token(request, path)
            if call == "GET /gateway/bot":  # simcord knows no gateway
                return self._json(200, self.gateway_facts())
            result = router.dispatch(
                self._simulation.backend,
                request.method,
                path,
                json=body,
                params=dict(request.query),
                files=files,
                reason=request.headers.get("X-Audit-Log-Reason"),
                message_content_access=False,
            )
        except BackendError as error:
            if isinstance(error, RouteNotImplemented | UnsupportedField) or error.code in MISTAKES:
                self.violations.append(Violation(call, (str(error),)))
            return self._json(error.status, error.to_json())
        if call.endswith("/applications/@me"):
            result = {**result, "approximate_guild_count": len(self._simulation.backend.guilds)}
        return web.Response(status=204) if result is None else self._json(200, result)

    def _check_token(self, request: web.Request, path: str) -> None:
        _, first, *rest = path.split("/")
        if first == "interactions":
            return  # its token is in the path, and simcord checks it
        if first == "webhooks" and len(rest) > 1:
            self._check_age(f"{request.method} {path}", rest[1])
        elif request.headers.get("Authorization") != f"Bot {self._token}":
            raise BackendError(401, 0, "401: Unauthorized")

    def _check_age(self, call: str, token: str) -> None:
        backend = self._simulation.backend
        interaction = backend.interactions.get(backend.interaction_tokens.get(token, 0))
        if interaction is not None and (interaction.expires_at or "") <= backend.now_iso():
            self.violations.append(Violation(call, ("the interaction's token is older than 15 minutes",)))
            raise BackendError(401, 50027, "Invalid Webhook Token")

    async def _read(self, request: web.Request) -> tuple[Any, list[Upload]]:
        """The JSON and the files of a call."""
        if request.content_type == "multipart/form-data":
            return await _read_form(request)
        text = await request.text()
        return (json.loads(text.replace(self._base + CDN, CDN_BASE)) if text else None), []

    def _json(self, status: int, value: Any) -> web.Response:
        # Without a charset: discord.py reads JSON only with exactly this content type.
        return web.Response(
            status=status, body=self.dumps(value).encode(), headers={"Content-Type": "application/json"}
        )


async def _read_form(request: web.Request) -> tuple[Any, list[Upload]]:
    body: Any = None
    files: list[Upload] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)  # noqa: S101 - these forms do not nest
        content = await part.read()
        if part.filename is None:
            body = json.loads(content)
        else:
            files.append(Upload(part.filename, bytes(content)))
    message = body.get("data", body)
    for declared in message.get("attachments", ()):
        if "filename" in declared and int(declared["id"]) < len(files):
            files[int(declared["id"])].description = declared.get("description")
    return body, files
