"""A connection to the broker (a NATS server) that is never given up. Knows nothing of what is sent on it."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

from nats.aio.client import DEFAULT_FLUSH_TIMEOUT, Client
from nats.errors import Error as NatsError
from nats.errors import SecureConnWantedError

from generator.engine.background import end
from generator.engine.remote.settings.address import addresses
from generator.engine.remote.settings.refusal import ConnectionRefused
from generator.engine.remote.settings.security import ANYBODY, Security, key_of, tls_context

log = logging.getLogger(__name__)

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


class Connection(Client):
    """A NATS client that also connects again where nats-py gives up, and says in words what is wrong."""

    def __init__(self, url: str, security: Security = ANYBODY, *, name: str = "lilt") -> None:
        """`url`: one address, or several of one cluster with commas between. `name`: for the broker's log.

        Raises ConnectionRefused for an impossible URL, key or certificate.
        """
        super().__init__()
        servers = addresses(url)
        self.address = ", ".join(one.geturl() for one in servers)
        """The URL, for sentences; there are no secrets in it."""
        self._servers = [one.geturl() for one in servers]
        self._name = name
        self._security = security
        self._tls = tls_context(security, wanted=any(one.scheme == "tls" for one in servers))
        self._key = key_of(security)
        self._was_let_in = False
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

    async def flush(self, timeout: int = DEFAULT_FLUSH_TIMEOUT) -> None:  # noqa: ASYNC109 - as the client's
        """Wait until the broker has what was sent. The client's own PING overtakes what it holds back."""
        if self.is_connected and self._transport and self._pending:
            self._transport.writelines(self._pending[:])
            self._pending, self._pending_data_size = [], 0
        await super().flush(timeout)

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
        self._was_let_in, self._trouble = True, None
        log.info("connected to the broker at %s", self.address)

    def _sentence(self, error: Exception) -> str:
        where, text = f"The broker at {self.address}", str(error)
        if "auth" in text.lower():
            return f"{where} {self._security.refused}"
        if isinstance(error, SecureConnWantedError):
            asks = "tls:// in its URL, LILT_NATS_CA and LILT_NATS_CERT ask for it"
            return f"{where} offers no encryption (TLS), and {asks}; so nothing was sent."
        if isinstance(error, ssl.SSLCertVerificationError):
            must = "its certificate must be for this host, and from the authority in LILT_NATS_CA or --ca"
            return f"{where} cannot be trusted ({error.verify_message.rstrip('.')}); {must}."
        if self._is_turned_away(error):
            settings, reason = "LILT_NATS_CERT and LILT_NATS_KEY", _reason(error)
            if self._security.cert is None:
                return f"{where} asks for a certificate of this side; set {settings}."
            return f"{where} does not trust this side ({reason}); {settings} must be those that it accepts."
        return f"{where} cannot be reached ({_reason(error)})."

    def _is_turned_away(self, error: Exception) -> bool:
        """Whether the broker wants a certificate and hung up. It often does so before it has said why."""
        hung_up = isinstance(error, (ssl.SSLError, ConnectionResetError))
        return hung_up and not self._was_let_in and bool(self._server_info.get("tls_verify"))

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


def _reason(error: Exception) -> str:
    """A few words; nats-py's errors begin with its name."""
    if isinstance(error, TimeoutError):
        return "no answer"
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text.removeprefix("nats: ").strip("' ") or type(error).__name__
