"""The bytes of an ABC file as text."""

from __future__ import annotations

import codecs
import re

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"^(?:I:|%%?)[ \t]*(?:abc-charset|encoding)[ \t]+([\w.-]{1,20})", re.MULTILINE)
_DECLARED_WITHIN = 10_000
"""Bytes from the beginning in which a file may name its character set."""
_NAME = re.compile(
    r"(?:iso[-_]?8859[-_]?|latin[-_]?|windows[-_]?|cp)\d{1,4}|utf[-_]?8|us-ascii|koi8[-_]?[ru]"
)
_WINDOWS = {code: byte for code in range(0x80, 0xA0) if (byte := bytes([code]).decode("cp1252", "ignore"))}
"""What files that are not quite Latin-1 mean by its control characters."""
_MOST_ZEROS = 0.01
"""The share of characters that may be zero: a damaged text has one or two, a picture has many."""


class NotTextError(ValueError):
    """Bytes that are no text."""


def decode(raw: bytes) -> str:
    """The text of an ABC file: as its byte order mark says, or `I:abc-charset` (ABC 2.1, 3.1.17) or the older
    `%%encoding`; else UTF-8. Lines that are not that are Latin-1 with the quotes of Windows.

    Raises NotTextError for damaged UTF-16 and for what has too many zeros.
    """
    try:
        text = raw[2:].decode(_utf_16(raw)) if raw.startswith(_UTF_16) else _decode_bytes(raw)
    except UnicodeDecodeError:
        raise NotTextError from None
    if text.count("\0") > max(1, len(text) * _MOST_ZEROS):
        raise NotTextError
    return text


def _utf_16(raw: bytes) -> str:
    return "utf-16-le" if raw.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"


def _decode_bytes(raw: bytes) -> str:
    raw = raw.removeprefix(codecs.BOM_UTF8)
    for name in (_declared(raw), "utf-8"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return "".join(map(_decode_line, raw.splitlines(keepends=True)))


def _decode_line(line: bytes) -> str:
    """Books are put together from several: a line may be in UTF-8 where others are not."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(_WINDOWS)


def _declared(raw: bytes) -> str:
    """The character set that the file names, "utf-8" if it names none that is known."""
    found = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    if not _NAME.fullmatch(name) or name == "us-ascii":
        return "utf-8"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "utf-8"
