"""Nkeys, by the words of the library that NATS has for them (nkeys 0.2.1), and by a real server."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest

from generator.engine.remote.connection import connect
from generator.engine.remote.settings.nkey import NKey
from generator.engine.remote.settings.refusal import ConnectionRefused
from generator.engine.remote.settings.security import Security
from tests.generator.engine.remote.nats_server import nats_server

SEED = b"SUAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H776Y"
PUBLIC = "UAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3RLKK"
SIGNED = (
    "f874eae1de830c754d6fc32c4d1019b5221ad2f5c0ff2b996e5c1303b253e706"
    "3398a071276c2961f8c787b85ca6d66589d6d5c3fe992f2b9b8e6ff20e4f8e09"
)
"""The seed of the bytes 0 to 31, its public key, and the signature of "nonce"."""
OTHER_SEED = b"SUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEQ"


def test_a_seed_gives_the_public_key_and_the_signature_that_nats_expects() -> None:
    key = NKey.from_seed(SEED)
    assert key.public == PUBLIC
    assert b64decode(key.sign("nonce")).hex() == SIGNED


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"S",
        b"not a seed",
        PUBLIC.encode(),
        SEED[:-1] + b"A",
        SEED[:-8],
        b"SAAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H776Y",
        "ß".encode(),
    ],
)
def test_what_is_no_seed_of_a_user_is_refused_without_being_quoted(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        NKey.from_seed(text)
    assert len(text) < 5 or text.decode() not in str(refused.value)


def test_the_seed_is_not_shown() -> None:
    assert "SigningKey" not in repr(NKey.from_seed(SEED))


async def test_a_server_that_knows_the_key_lets_us_in_and_no_other(tmp_path: Path) -> None:
    settings = f"authorization {{ users: [{{ nkey: {PUBLIC} }}] }}"
    (tmp_path / "seed").write_bytes(SEED + b"\n")
    async with nats_server(tmp_path, settings=settings) as server:
        connection = await connect(server.url, Security(nkey=tmp_path / "seed"))
        assert connection.is_connected
        await connection.close()
        with pytest.raises(ConnectionRefused, match=r"asks for a login; set .*, or LILT_NATS_NKEY"):
            await connect(server.url)
        (tmp_path / "other").write_bytes(OTHER_SEED)
        with pytest.raises(
            ConnectionRefused, match="refuses the login; the nkey of LILT_NATS_NKEY or --nkey"
        ):
            await connect(server.url, Security(nkey=tmp_path / "other"))
