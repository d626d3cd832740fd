"""An nkey: the Ed25519 key by which a NATS server knows a user. It signs the server's nonce.

The text of a seed is base32: two bytes for what it is, 32 of the seed, two of a checksum
(https://docs.nats.io/reference/reference-protocols/nkeys).
"""

from __future__ import annotations

from base64 import b32decode, b32encode, b64encode
from binascii import crc_hqx
from dataclasses import dataclass, field
from typing import Self

from nacl.signing import SigningKey

_SEED, _USER = 18 << 3, 20 << 3
"""The first bytes of a seed and of a user's public key."""


@dataclass(frozen=True, slots=True)
class NKey:
    """`public` is how the server calls the user."""

    public: str
    _key: SigningKey = field(repr=False)

    @classmethod
    def from_seed(cls, text: bytes) -> Self:
        """The key of a user. Raises ValueError, without the text, for what is no seed of one."""
        raw = b32decode(text + b"=" * (-len(text) % 8))
        head, seed, checksum = raw[:2], raw[2:-2], raw[-2:]
        if head != bytes([_SEED | _USER >> 5, (_USER & 31) << 3]) or len(seed) != 32:
            raise ValueError("it is not the seed of a user")
        if checksum != _checksum(head + seed):
            raise ValueError("its checksum is wrong")
        key = SigningKey(seed)
        public = bytes([_USER]) + bytes(key.verify_key)
        return cls(b32encode(public + _checksum(public)).decode().rstrip("="), key)

    def sign(self, nonce: str) -> bytes:
        """The signature of what the server sends, in base64."""
        return b64encode(self._key.sign(nonce.encode()).signature)


def _checksum(data: bytes) -> bytes:
    """CRC-16/XMODEM, the low byte first."""
    return crc_hqx(data, 0).to_bytes(2, "little")
