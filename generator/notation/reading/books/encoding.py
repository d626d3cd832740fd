"""The bytes of an ABC file as text."""

from __future__ import annotations

import codecs
import re

from generator.notation.reading.books.other_files import kind_by_beginning

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"^(?:I:|%%?)[ \t]*(?:abc-charset|encoding)[ \t]+([\w.:+-]{1,40})", re.MULTILINE)
_DECLARED_WITHIN = 10_000
"""Bytes from the beginning in which a file may name its character set."""
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_NO_CHARACTER_SETS = frozenset(
    {"raw-unicode-escape", "unicode-escape", "punycode", "idna", "undefined", "utf-8"}
)
"""Names that Python knows and that are no character sets of texts, or need nothing."""
_MAC_LETTER = re.compile(rb"[a-z][\x80\x83\x86-\x90\x98\x99\x9b\x9d\x9f]")
_LATIN_LETTER = re.compile(rb"[a-z][\xe0-\xff]")
_PLAIN = bytes(range(32, 127))
_WINDOWS = {code: byte for code in range(0x80, 0xA0) if (byte := bytes([code]).decode("cp1252", "ignore"))}
"""What files that are not quite Latin-1 mean by its control characters."""
_MOST_ZEROS = 0.01
"""The share of characters that may be zero: a damaged text has one or two, a picture has many."""
_MOST_CONTROLS = 0.03
"""The share of control characters: of bytes that are no text, about a tenth are. A text may have ten."""
_FEW_CONTROLS = 10
_NO_TEXT = "no text"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


class NotTextError(ValueError):
    """Bytes that are no text. Its text says what they seem to be: "a PNG picture", "no text"."""


def decode(raw: bytes) -> str:
    """The text of an ABC file: as its byte order mark says, or `I:abc-charset` (ABC 2.1, 3.1.17) or the older
    `%%encoding`; else UTF-8. Lines that are not that are Latin-1 with the quotes of Windows.

    Raises NotTextError for damaged UTF-16, for what begins as another kind of file does, and for what has too
    many zeros or other control characters.
    """
    if kind := kind_by_beginning(raw):
        raise NotTextError(kind)
    try:
        text = raw[2:].decode(_utf_16(raw)) if raw.startswith(_UTF_16) else _decode_bytes(raw)
    except UnicodeDecodeError:
        raise NotTextError(_NO_TEXT) from None
    if text.count("\0") > max(1, len(text) * _MOST_ZEROS):
        raise NotTextError(_NO_TEXT)
    if len(_CONTROLS.findall(text)) > max(_FEW_CONTROLS, len(text) * _MOST_CONTROLS):
        raise NotTextError(_NO_TEXT)
    return text


def unknown_charset(raw: bytes) -> str:
    """What to say of a character set that the file names and that is not known; "" for nothing."""
    name = _named(raw)
    if raw.startswith(_UTF_16) or not name or name.lower() in _UTF_8 or _codec(name):
        return ""
    return f"The character set {name} is not known; the file is read as UTF-8 or Latin-1."


def _utf_16(raw: bytes) -> str:
    return "utf-16-le" if raw.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"


def _decode_bytes(raw: bytes) -> str:
    raw = raw.removeprefix(codecs.BOM_UTF8)
    for name in (_declared(raw), "utf-8"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    if _is_from_old_mac(raw):
        return raw.decode("mac-roman")
    return "".join(map(_decode_line, raw.splitlines(keepends=True)))


def _is_from_old_mac(raw: bytes) -> bool:
    """Whether lines end in CR alone and letters with accents are where Mac Roman has them.

    There Latin-1 has control characters, Windows quotes and capitals; their own letters are above 0xE0.
    """
    if b"\n" in raw or b"\r" not in raw.strip():
        return False
    return bool(_MAC_LETTER.search(raw) and not _LATIN_LETTER.search(raw))


def _decode_line(line: bytes) -> str:
    """Books are put together from several: a line may be in UTF-8 where others are not."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(_WINDOWS)


def _declared(raw: bytes) -> str:
    """The character set that the file names, "utf-8" if it names none that is known."""
    name = _named(raw)
    return _codec(name) or "utf-8" if name else "utf-8"


def _named(raw: bytes) -> str:
    """As it is written."""
    found = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    return found[1].decode("ascii", "replace") if found else ""


def _codec(name: str) -> str:
    """Python's name of a character set that has ASCII where all of ABC has it; "" for any other."""
    try:
        known = codecs.lookup(name).name.replace("_", "-")
        if known in _NO_CHARACTER_SETS or _PLAIN.decode(known) != _PLAIN.decode():
            return ""
    except (LookupError, ValueError):  # unknown, a codec of something else than text, or none of these bytes
        return ""
    return known
