"""The broker as the command line names it: `--engine`, and who we are there, from the environment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from generator.engine.remote.connection import Connection, Security
from generator.errors import BadRequest, LiltError

CONNECT_SECONDS = 20.0
"""How long a command waits for the broker."""
_FILES = {"nkey": "LILT_NATS_NKEY", "ca": "LILT_NATS_CA", "cert": "LILT_NATS_CERT", "key": "LILT_NATS_KEY"}


class BrokerAway(LiltError):
    """The broker did not answer for as long as a command waits."""


def security_from(environ: Mapping[str, str]) -> Security:
    """Who we are at the broker. Raises BadRequest for a file that is not there."""
    given = {name: value for name, value in environ.items() if value.strip()}
    files = {field: Path(given[name]) for field, name in _FILES.items() if name in given}
    for field, path in files.items():
        if not path.is_file():
            raise BadRequest(_FILES[field], path, "there is no such file")
    return Security(user=given.get("LILT_NATS_USER"), password=given.get("LILT_NATS_PASSWORD"), **files)


@asynccontextmanager
async def broker(url: str, environ: Mapping[str, str]) -> AsyncIterator[Connection]:
    """A connection for a command. Raises BrokerAway or ConnectionRefused."""
    connection = Connection(url, security_from(environ))
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await connection.open()
    except TimeoutError:
        raise BrokerAway(connection.problem or "The broker does not answer.") from None
    try:
        yield connection
    finally:
        await connection.close()
