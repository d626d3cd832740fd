"""A connection to the broker (a NATS server) that is never given up. Knows nothing of what is sent on it."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import SecureConnWantedError

from generator.engine.background import end
from generator.engine.remote.nkey import NKey
from generator.errors import LiltError

log = logging.getLogger(__name__)

PORT = 4222
"""Where a NATS server listens unless it is told otherwise."""
CONNECT_SECONDS = 5
"""The time that the broker has to answer."""
RETRY_SECONDS = 1
"""Between two tries to connect."""
START_SECONDS = 3.0
"""The time for the first try, in which a login that is refused is an error for the caller."""
CLOSE_SECONDS = 2.0
PING_SECONDS = 5
MOST_PINGS = 2
"""So many pings without an answer, and the connection counts as lost: after ten to fifteen seconds."""

_SCHEMES = ("nats", "tls")
_EXAMPLE = "nats://127.0.0.1:4222"


class ConnectionRefused(LiltError):
    """The broker cannot be used as it was asked for; trying again does not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """How the broker knows us, and we it. The files are PEM, that of `nkey` has the seed on one line.

    `ca` is the authority that signed the broker's certificate; with it, or with a URL that begins with tls://,
    nothing is sent before the connection is encrypted.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    nkey: Path | None = None
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


ANYBODY = Security()
"""For a broker that lets everybody in."""


class Connection(Client):
    """A NATS client that also connects again where nats-py gives up, and says in words what is wrong."""

    def __init__(self, url: str, security: Security = ANYBODY, *, name: str = "lilt") -> None:
        """`url`: one address, or several of one cluster with commas between. `name`: for the broker's log.

        Raises ConnectionRefused for an impossible URL, key or certificate.
        """
        super().__init__()
        servers = [_server(part.strip()) for part in url.split(",")]
        self.address = ", ".join(one.geturl() for one in servers)
        """The URL, for sentences; there are no secrets in it."""
        self._servers = [one.geturl() for one in servers]
        self._name = name
        self._security = security
        self._tls = _tls_context(security, wanted=any(one.scheme == "tls" for one in servers))
        self._key = _key_of(security)
        self._trouble: str | None = f"The broker at {self.address} has not answered yet."

    @property
    def problem(self) -> str | None:
        """Why nothing can be sent now, in a sentence; None if it can."""
        if self.is_connected:
            return None
        return self._trouble or f"The connection to the broker at {self.address} is lost."

    async def __aenter__(self) -> Self:
        return self

    async def open(self) -> None:
        """Connect, however long the broker cannot be reached.

        Raises ConnectionRefused where waiting is no use.
        """
        security, key = self._security, self._key
        if key is not None:
            self._auth_configured, self._public_nkey = True, key.public
        try:
            await self.connect(
                self._servers,
                name=self._name,
                user=security.user,
                password=security.password,
                signature_cb=None if key is None else key.sign,
                tls=self._tls,
                connect_timeout=CONNECT_SECONDS,
                allow_reconnect=False,  # so that a login that is refused is an error, and not tried for ever
                max_reconnect_attempts=-1,
                reconnect_time_wait=RETRY_SECONDS,
                ping_interval=PING_SECONDS,
                max_outstanding_pings=MOST_PINGS,
                error_cb=self._note,
                disconnected_cb=self._note_loss,
                reconnected_cb=self._note_success,
            )
        except (OSError, NatsError) as error:
            await self.close()
            raise ConnectionRefused(self._sentence(error)) from None
        self.options["allow_reconnect"] = True
        await self._note_success()

    async def _note(self, error: Exception) -> None:
        """Log what goes wrong with the broker, once for each kind of thing."""
        if not isinstance(error, (OSError, NatsError, TimeoutError)):
            log.error("what came from the broker could not be used", exc_info=error)
            return
        sentence = self._sentence(error)
        if sentence != self._trouble:
            self._trouble = sentence
            log.warning("%s", sentence)

    async def _note_loss(self) -> None:
        if not self.is_closed:
            log.warning("the connection to the broker at %s is lost; it is tried again", self.address)

    async def _note_success(self) -> None:
        self._trouble = None
        log.info("connected to the broker at %s", self.address)

    def _sentence(self, error: Exception) -> str:
        where, text = f"The broker at {self.address}", str(error)
        if "auth" in text.lower():
            return f"{where} refuses the login; the user, the password or the key must be those it knows."
        if isinstance(error, SecureConnWantedError):
            return f"{where} offers no encryption (TLS), so nothing was sent; it must be set up there."
        if isinstance(error, ssl.SSLError):
            reason = getattr(error, "verify_message", None) or error.reason or "TLS failed"
            return f"{where} cannot be trusted, or does not trust this side: {reason}."
        return f"{where} cannot be reached ({_reason(error)})."

    async def _process_err(self, err_msg: str) -> None:
        """Any error that the broker sends ends nats-py's connection for good; here it is tried again."""
        error = NatsError(f"nats: {err_msg}")
        await self._note(error)
        if "permissions violation" not in err_msg.lower():  # after this one the connection goes on
            await self._process_op_err(error)

    async def _close(self, status: int, do_cbs: bool = True) -> None:
        """As nats-py does it, which waits for ever for a connection whose encryption could not begin."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await super()._close(status, do_cbs)

    async def _connect_to_server(self, s: Any) -> None:
        """One try to connect; what is left of the try before is closed first, which nats-py forgets."""
        if self._transport is not None:
            self._transport.close()  # type: ignore[no-untyped-call]
        await super()._connect_to_server(s)

    async def _flush_pending(self, force_flush: bool = False) -> Any:
        """As nats-py does it, which swallows the cancelling of a task that publishes; this passes it on."""
        task = asyncio.current_task()
        before = task.cancelling() if task is not None else 0
        flushed = await super()._flush_pending(force_flush)
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError
        return flushed

    def _connect_command(self) -> bytes:
        """The login, which nats-py would also send to a broker without the encryption that was asked for."""
        if self._tls is not None and not self._server_info.get("tls_required"):
            raise SecureConnWantedError
        return super()._connect_command()


@asynccontextmanager
async def opened(url: str, security: Security = ANYBODY, *, name: str = "lilt") -> AsyncIterator[Connection]:
    """A connection for as long as the context lasts. A broker that cannot be reached now is tried for ever.

    So the connection may not be open yet; `problem` says so. Raises what `connect` raises, if it is known in
    the first seconds.
    """
    connection = Connection(url, security, name=name)
    opening = asyncio.create_task(connection.open(), name="broker")
    try:
        await asyncio.wait([opening], timeout=START_SECONDS)
        if opening.done():
            await opening
        connection.options["allow_reconnect"] = True  # a login that is refused later is tried again
        yield connection
    finally:
        await end(opening)
        await connection.close()


async def connect(url: str, security: Security = ANYBODY, *, name: str = "lilt") -> Connection:
    """A connection that is open, and connects again for ever once it is lost. The caller closes it.

    Waits as long as the broker cannot be reached. Raises ConnectionRefused, whose sentence has no secrets,
    for an impossible URL, a login that is refused, and certificates that do not fit.
    """
    connection = Connection(url, security, name=name)
    await connection.open()
    return connection


def _server(url: str) -> SplitResult:
    """Raises ConnectionRefused; the sentence repeats no URL that may have a password in it."""
    if "@" in url:
        raise ConnectionRefused("The broker's URL must not have a user or a password in it; give them apart.")
    try:
        parts = urlsplit(url if "://" in url else f"nats://{url}")
        port = PORT if parts.port is None else parts.port
    except ValueError:
        raise ConnectionRefused(_impossible(url)) from None
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query or not port:
        raise ConnectionRefused(_impossible(url))
    if not re.fullmatch(r"[\w.:%-]+", parts.hostname):
        raise ConnectionRefused(_impossible(url))
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return SplitResult(parts.scheme, f"{host}:{port}", "", "", "")


def _impossible(url: str) -> str:
    shown = "".join(character for character in url if character.isprintable())
    return f"The broker's URL {shown!r:.80} is not possible; it must be like {_EXAMPLE} or tls://host:4222."


def _key_of(security: Security) -> NKey | None:
    """The key by which the broker knows us, if it does. Raises ConnectionRefused."""
    if (security.user is None) != (security.password is None):
        raise ConnectionRefused("The broker needs a user and a password, or neither of them.")
    if security.nkey is None:
        return None
    if security.user is not None:
        raise ConnectionRefused("The broker needs a user with a password or an nkey, not both.")
    try:
        return NKey.from_seed(security.nkey.read_bytes().strip())
    except (OSError, ValueError):
        raise ConnectionRefused(f"The file {security.nkey.name!r} is not the seed of an nkey.") from None


def _tls_context(security: Security, *, wanted: bool) -> ssl.SSLContext | None:
    """None for a connection without encryption. Raises ConnectionRefused."""
    if security.key is not None and security.cert is None:
        raise ConnectionRefused("The broker needs a certificate for the key, or no key.")
    if security.ca is None and security.cert is None and not wanted:
        return None
    try:
        context = ssl.create_default_context(cafile=security.ca)
    except (OSError, ssl.SSLError):
        name = "" if security.ca is None else security.ca.name
        raise ConnectionRefused(f"The file {name!r} has no certificates (PEM).") from None
    if security.cert is not None:
        try:
            context.load_cert_chain(security.cert, security.key, password="")
        except (OSError, ssl.SSLError):
            raise ConnectionRefused(
                f"The file {security.cert.name!r} is not a certificate (PEM) with its key."
            ) from None
    return context


def _reason(error: Exception) -> str:
    """A few words; nats-py's errors begin with its name."""
    if isinstance(error, TimeoutError):
        return "no answer"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text.removeprefix("nats: ").strip("' ") or type(error).__name__
