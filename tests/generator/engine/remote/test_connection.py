"""Connections to a real NATS server: logins, encryption, and what is said of those that fail."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nats.aio.msg import Msg

from generator.engine.remote.connection import connect
from generator.engine.remote.settings.refusal import ConnectionRefused
from generator.engine.remote.settings.security import ANYBODY, Security
from tests.generator.engine.jobs import until
from tests.generator.engine.remote.nats_server import NatsServer, nats_server

ANN = Security(user="ann", password="s3cret")
LOGIN = 'authorization { user: ann, password: "s3cret" }'


async def test_the_right_login_is_let_in(tmp_path: Path) -> None:
    async with nats_server(tmp_path, LOGIN) as server, await connect(server.url, ANN) as connection:
        assert connection.problem is None


async def test_what_was_sent_before_a_flush_is_at_the_broker_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks at once is answered: the PING does not overtake the subscription."""
    sent: list[bytes] = []

    def write(data: bytes) -> None:
        sent.append(data)
        own_write(data)

    def writelines(data: list[bytes]) -> None:
        sent.extend(data)
        own_writelines(data)

    async def hear(message: Msg) -> None:
        await message.respond(b"here")

    async with (
        nats_server(tmp_path) as server,
        await connect(server.url) as one,
        await connect(server.url) as other,
    ):
        transport: Any = one._transport
        own_write, own_writelines = transport.write, transport.writelines
        monkeypatch.setattr(transport, "write", write)
        monkeypatch.setattr(transport, "writelines", writelines)
        await one.subscribe("question", cb=hear)
        await one.flush()
        assert (await other.request("question")).data == b"here"
    commands = b"".join(sent)
    assert -1 < commands.find(b"SUB question") < commands.find(b"PING")


WRONG = "refuses the login; LILT_NATS_USER and LILT_NATS_PASSWORD must be those that it knows."


@pytest.mark.parametrize(
    ("security", "sentence"),
    [
        (ANYBODY, "asks for a login; set LILT_NATS_USER and LILT_NATS_PASSWORD, or LILT_NATS_NKEY."),
        (replace(ANN, password="wr0ng"), WRONG),
        (replace(ANN, user="bob"), WRONG),
    ],
)
async def test_a_wrong_login_is_an_error_without_secrets_that_names_the_settings(
    tmp_path: Path, security: Security, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with nats_server(tmp_path, LOGIN) as server:
        with pytest.raises(ConnectionRefused) as refused:
            await connect(server.url, security)
    assert str(refused.value) == f"The broker at {server.url} {sentence}"
    for text in (str(refused.value), caplog.text, repr(security)):
        assert "s3cret" not in text
        assert "wr0ng" not in text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4222",
        "nats://",
        "nats://127.0.0.1:99999",
        "nats://127.0.0.1:0",
        "nats://127.0.0.1:port",
        "nats://127.0.0.1/path",
        "nats://two words:4222",
        "",
        "nats://127.0.0.1,",
        "nats://[::1",
    ],
)
async def test_an_impossible_url_is_an_error_that_shows_a_possible_one(url: str) -> None:
    with pytest.raises(
        ConnectionRefused, match=r"must be like nats://127\.0\.0\.1:4222 or tls://host:4222\.$"
    ):
        await connect(url)


async def test_a_url_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConnectionRefused) as refused:
        await connect("nats://ann:s3cret@127.0.0.1")
    assert str(refused.value) == (
        "The broker's URL (LILT_ENGINE or --engine) must have no user and no password in it; "
        "set LILT_NATS_USER and LILT_NATS_PASSWORD instead."
    )


NO_PEM = Path(__file__)
AWAY = Path("/nowhere/it.pem")


@pytest.mark.parametrize(
    ("security", "sentence"),
    [
        (
            Security(user="ann"),
            "The user of LILT_NATS_USER or --user needs a password; set LILT_NATS_PASSWORD too.",
        ),
        (
            Security(password="s3cret"),
            "The password of LILT_NATS_PASSWORD needs a user; set LILT_NATS_USER or --user too.",
        ),
        (
            Security(nkey=NO_PEM),
            "The file 'test_connection.py' of LILT_NATS_NKEY or --nkey is not the seed of an nkey.",
        ),
        (
            Security(nkey=AWAY),
            "The file 'it.pem' of LILT_NATS_NKEY or --nkey cannot be read (No such file or directory).",
        ),
        (
            Security(ca=NO_PEM),
            "The file 'test_connection.py' of LILT_NATS_CA or --ca has no certificates (PEM).",
        ),
        (
            Security(ca=AWAY),
            "The file 'it.pem' of LILT_NATS_CA or --ca cannot be read (No such file or directory).",
        ),
        (
            Security(cert=NO_PEM),
            "The file 'test_connection.py' of LILT_NATS_CERT or --cert must be a certificate (PEM), "
            "with its key in the same file or LILT_NATS_KEY.",
        ),
        (
            Security(cert=NO_PEM, key=NO_PEM),
            "The file 'test_connection.py' of LILT_NATS_CERT or --cert must be a certificate (PEM), "
            "with its key in LILT_NATS_KEY (or --key).",
        ),
        (
            Security(cert=AWAY),
            "The file 'it.pem' of LILT_NATS_CERT or --cert cannot be read (No such file or directory).",
        ),
        (
            Security(cert=NO_PEM, key=AWAY),
            "The file 'it.pem' of LILT_NATS_KEY or --key cannot be read (No such file or directory).",
        ),
        (
            Security(key=NO_PEM),
            "The key of LILT_NATS_KEY or --key needs its certificate; set LILT_NATS_CERT or --cert too.",
        ),
        (
            Security(user="ann", password="s3cret", nkey=NO_PEM),
            "The broker knows us by one login: set LILT_NATS_USER and LILT_NATS_PASSWORD, or LILT_NATS_NKEY, "
            "not both.",
        ),
    ],
)
async def test_security_that_cannot_work_is_an_error_that_names_the_setting(
    security: Security, sentence: str
) -> None:
    with pytest.raises(ConnectionRefused) as refused:
        await connect("nats://127.0.0.1:4222", security)
    assert str(refused.value) == sentence


async def test_a_login_that_is_changed_while_connected_is_said_and_tried_again(tmp_path: Path) -> None:
    server = NatsServer(tmp_path, LOGIN)
    await server.start()
    async with await connect(server.url, ANN) as connection:
        server.kill()
        config = tmp_path / "nats.conf"
        right = config.read_text()
        config.write_text(right.replace("s3cret", "other"))
        await server.start()
        await until(lambda: "refuses the login" in str(connection.problem))
        server.kill()
        config.write_text(right)
        await server.start()
        await until(lambda: connection.problem is None)
        await connection.flush()
    server.kill()


async def test_an_error_of_the_broker_does_not_end_the_connection_for_good(tmp_path: Path) -> None:
    async with nats_server(tmp_path) as server, await connect(server.url) as connection:
        await connection._send_command(b"NONSENSE\r\n")
        await connection._flush_pending()
        await until(lambda: connection.stats["reconnects"] == 1)
        await connection.flush()


def certificates(folder: Path) -> None:
    """An authority, certificates from it for a server on 127.0.0.1 and for a client; another authority."""
    script = """
    new="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    for ca in ca other; do
        openssl req -x509 $new -days 2 -subj "/CN=$ca" -keyout $ca.key -out $ca.pem
    done
    echo "subjectAltName=IP:127.0.0.1" > names
    for who in server client; do
        openssl req $new -subj "/CN=$who" -keyout $who.key -out $who.csr
        openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -days 2 -extfile names -out $who.pem
    done
    """
    subprocess.run(["bash", "-ec", script], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pem")
    certificates(folder)
    return folder


def encrypted(pem: Path, verify: str = "false") -> str:
    return (
        f'tls {{ cert_file: "{pem}/server.pem", key_file: "{pem}/server.key", '
        f'ca_file: "{pem}/ca.pem", verify: {verify} }}'
    )


async def test_an_encrypted_connection_whose_authority_is_known(tmp_path: Path, pem: Path) -> None:
    async with (
        nats_server(tmp_path, encrypted(pem)) as server,
        await connect(server.url, Security(ca=pem / "ca.pem")) as connection,
    ):
        await connection.flush()


async def test_a_broker_that_asks_for_a_certificate_gets_ours_and_no_other_helps(
    tmp_path: Path, pem: Path
) -> None:
    async with nats_server(tmp_path, encrypted(pem, "true")) as server:
        ours = Security(ca=pem / "ca.pem", cert=pem / "client.pem", key=pem / "client.key")
        async with await connect(server.url, ours) as connection:
            await connection.flush()
        with pytest.raises(ConnectionRefused, match="; set LILT_NATS_CERT and LILT_NATS_KEY"):
            await connect(server.url, Security(ca=pem / "ca.pem"))
        strange = replace(ours, cert=pem / "other.pem", key=pem / "other.key")
        with pytest.raises(ConnectionRefused, match="LILT_NATS_CERT and LILT_NATS_KEY must be"):
            await connect(server.url, strange)


async def test_a_broker_of_another_authority_is_not_trusted(tmp_path: Path, pem: Path) -> None:
    async with nats_server(tmp_path, encrypted(pem)) as server:
        with pytest.raises(ConnectionRefused, match=r"cannot be trusted.*the authority in LILT_NATS_CA"):
            await connect(server.url, Security(ca=pem / "other.pem"))
        with pytest.raises(ConnectionRefused, match="cannot be trusted"):
            await connect(server.url.replace("nats", "tls"))


async def test_no_login_is_sent_to_a_broker_without_the_encryption_that_was_asked_for(
    tmp_path: Path, pem: Path
) -> None:
    heard = bytearray()

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"server_id": "x", "max_payload": 1000000}\r\n')
        heard.extend(await reader.read())
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ConnectionRefused, match="tls:// in its URL, LILT_NATS_CA and"):
            await connect(f"nats://127.0.0.1:{port}", replace(ANN, ca=pem / "ca.pem"))
    assert heard == b""
