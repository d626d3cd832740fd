"""Discord's calls over HTTP: simcord's route table behind `/api/v10`, its files behind `/cdn`.

Says no where Discord does: a wrong token, a body beyond the documented limits, an interaction's token after
its 15 minutes. Knows nothing of what the bot wants.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import BodyPartReader, web
from simcord.backend.cdn import CDN_BASE
from simcord.backend.errors import BackendError
from simcord.http import RouteNotImplemented, UnsupportedField, router

from bot.playground import limits
from bot.playground.faults import Fault, Faults
from bot.playground.simulation import World
from bot.transport.endpoints import API, CDN

MISTAKES = (10062, 40060, 50006, 50035)
"""Discord's codes for what no bot should do: answer too late, or twice, send nothing, or send nonsense."""


NONCE_KNOWN = timedelta(minutes=2)
"""For how long Discord knows a message by its nonce: "some minutes", it says."""


@dataclass(slots=True)
class Upload:
    """A file of a message, in the shape in which simcord takes it."""

    filename: str
    content: bytes
    description: str | None = None
    fp: io.BytesIO = field(init=False)

    def __post_init__(self) -> None:
        self.fp = io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class Violation:
    """Something the bot did that Discord does not take. `problems`: where, and what is wrong there."""

    call: str
    problems: tuple[str, ...]


class Rest:
    """Answers calls. `violations` lists what Discord would not have taken."""

    def __init__(self, world: World, token: str, base: str) -> None:
        self._world = world
        self._token = token
        self._base = base
        self.faults = Faults()
        self.violations: list[Violation] = []
        self._sent: dict[tuple[str, str], tuple[datetime, web.Response]] = {}

    def dumps(self, value: Any) -> str:
        """As JSON, with the files' addresses being those of this server."""
        return json.dumps(value).replace(CDN_BASE, self._base + CDN)

    async def file(self, request: web.Request) -> web.Response:
        """GET /cdn/…"""
        content = self._world.backend.cdn.get(f"{CDN_BASE}/{request.match_info['path']}")
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Anything under /api/v10: done, refused, or lost on the way."""
        path = request.path.removeprefix(API)
        call = f"{request.method} {path}"
        fault = self.faults.take(call)
        body, files = await self._read(request)
        if fault is not None and not fault.done:
            return await fault.answer(request)
        response = self._refusal(request.method, path, body, files) or self._once(request, path, body, files)
        self._world.news.ring()
        return response if fault is None else await _lost(fault, request)

    def _refusal(self, method: str, path: str, body: Any, files: list[Upload]) -> web.Response | None:
        """Discord's no to a body beyond its limits."""
        large = limits.too_large([len(file.content) for file in files])
        found = large + limits.problems(method, path, body)
        if not found:
            return None
        self.violations.append(Violation(f"{method} {path}", tuple(map(str, found))))
        if large:
            return self._json(413, {"code": 40005, "message": "Request entity too large"})
        return self._json(400, limits.form_error(found))

    def _once(self, request: web.Request, path: str, body: Any, files: list[Upload]) -> web.Response:
        """A message with a nonce that Discord has seen lately is not sent again: it is what was sent then."""
        nonce = body.get("nonce") if isinstance(body, dict) and body.get("enforce_nonce") else None
        if nonce is None:
            return self._answer(request, path, body, files)
        now, key = self._world.clock.now(), (path, str(nonce))
        if key in self._sent and now - self._sent[key][0] < NONCE_KNOWN:
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
            result = router.dispatch(
                self._world.backend,
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
        return web.Response(status=204) if result is None else self._json(200, result)

    def _check_token(self, request: web.Request, path: str) -> None:
        _, first, *rest = path.split("/")
        if first == "interactions":
            return  # its own token is in the path, and simcord looks at it
        if first == "webhooks" and len(rest) > 1:
            self._check_age(f"{request.method} {path}", rest[1])
        elif request.headers.get("Authorization") != f"Bot {self._token}":
            raise BackendError(401, 0, "401: Unauthorized")

    def _check_age(self, call: str, token: str) -> None:
        backend = self._world.backend
        interaction = backend.interactions.get(backend.interaction_tokens.get(token, 0))
        if interaction is not None and (interaction.expires_at or "") <= backend.now_iso():
            self.violations.append(Violation(call, ("the interaction's token is older than 15 minutes",)))
            raise BackendError(401, 50027, "Invalid Webhook Token")

    async def _read(self, request: web.Request) -> tuple[Any, list[Upload]]:
        """The JSON of a call, and the files that came with it."""
        if request.content_type == "multipart/form-data":
            return await _read_form(request)
        text = await request.text()
        return (json.loads(text.replace(self._base + CDN, CDN_BASE)) if text else None), []

    def _json(self, status: int, value: Any) -> web.Response:
        # Exactly this content type: with a charset behind it, discord.py would take it for text.
        return web.Response(
            status=status, body=self.dumps(value).encode(), headers={"Content-Type": "application/json"}
        )


async def _lost(fault: Fault, request: web.Request) -> web.StreamResponse:
    """The call was carried out, and its answer does not arrive."""
    return await fault.answer(request)


async def _read_form(request: web.Request) -> tuple[Any, list[Upload]]:
    body: Any = None
    files: list[Upload] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)  # noqa: S101 - nothing nests here
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
