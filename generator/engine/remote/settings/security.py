"""How the broker knows us, and we it: logins, keys and certificates.

The sentences name the variables, which the bot and all command lines read, and a worker's options.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from generator.engine.remote.settings.nkey import NKey
from generator.engine.remote.settings.refusal import ConnectionRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """The files are PEM; that of `nkey` has the seed on one line.

    `ca` is the authority that signed the broker's certificate; with it, or with a URL that begins with tls://,
    nothing is sent before the connection is encrypted.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    nkey: Path | None = None
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    @property
    def refused(self) -> str:
        """What to say after "The broker" where it does not let us in."""
        if self.nkey is not None:
            return "refuses the login; the nkey of LILT_NATS_NKEY or --nkey must be one that it knows."
        if self.user is not None:
            return "refuses the login; LILT_NATS_USER and LILT_NATS_PASSWORD must be those that it knows."
        return "asks for a login; set LILT_NATS_USER and LILT_NATS_PASSWORD, or LILT_NATS_NKEY."


ANYBODY = Security()
"""For a broker that lets everybody in."""


def key_of(security: Security) -> NKey | None:
    """The key by which the broker knows us, if it does. Raises ConnectionRefused."""
    if security.user is not None and security.password is None:
        raise ConnectionRefused(
            "The user of LILT_NATS_USER or --user needs a password; set LILT_NATS_PASSWORD too."
        )
    if security.password is not None and security.user is None:
        raise ConnectionRefused(
            "The password of LILT_NATS_PASSWORD needs a user; set LILT_NATS_USER or --user too."
        )
    if security.nkey is None:
        return None
    if security.user is not None:
        raise ConnectionRefused(
            "The broker knows us by one login: set LILT_NATS_USER and LILT_NATS_PASSWORD, or LILT_NATS_NKEY, "
            "not both."
        )
    try:
        return NKey.from_seed(security.nkey.read_bytes().strip())
    except OSError as error:
        raise _unreadable(security.nkey, "LILT_NATS_NKEY or --nkey", error) from None
    except ValueError:
        raise ConnectionRefused(
            f"The file {security.nkey.name!r} of LILT_NATS_NKEY or --nkey is not the seed of an nkey."
        ) from None


def tls_context(security: Security, *, wanted: bool) -> ssl.SSLContext | None:
    """None for a connection without encryption. Raises ConnectionRefused."""
    if security.key is not None and security.cert is None:
        raise ConnectionRefused(
            "The key of LILT_NATS_KEY or --key needs its certificate; set LILT_NATS_CERT or --cert too."
        )
    if security.ca is None and security.cert is None and not wanted:
        return None
    context = _trusting(security.ca)
    if security.cert is not None:
        _load_own(context, security.cert, security.key)
    return context


def _trusting(ca: Path | None) -> ssl.SSLContext:
    """A context that trusts this authority; None: those that this machine trusts."""
    if ca is None:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise ConnectionRefused(
            f"The file {ca.name!r} of LILT_NATS_CA or --ca has no certificates (PEM)."
        ) from None
    except OSError as error:
        raise _unreadable(ca, "LILT_NATS_CA or --ca", error) from None


def _load_own(context: ssl.SSLContext, cert: Path, key: Path | None) -> None:
    for path, setting in ((cert, "LILT_NATS_CERT or --cert"), (key or cert, "LILT_NATS_KEY or --key")):
        try:
            path.read_bytes()
        except OSError as error:
            raise _unreadable(path, setting, error) from None
    try:
        context.load_cert_chain(cert, key, password="")
    except (OSError, ssl.SSLError):
        where = "in LILT_NATS_KEY (or --key)" if key is not None else "in the same file or LILT_NATS_KEY"
        raise ConnectionRefused(
            f"The file {cert.name!r} of LILT_NATS_CERT or --cert must be a certificate (PEM), with its key "
            f"{where}."
        ) from None


def _unreadable(path: Path, setting: str, error: OSError) -> ConnectionRefused:
    return ConnectionRefused(f"The file {path.name!r} of {setting} cannot be read ({error.strerror}).")
