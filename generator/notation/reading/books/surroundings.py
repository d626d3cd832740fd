"""What programs put around a text of ABC, or before each of its lines, and is none of it."""

from __future__ import annotations

BYTE_ORDER_MARK = "\ufeff"
END_OF_FILE = "\x1a"
"""Ctrl-Z, which DOS writes at the end of a text."""
_FILL = END_OF_FILE + "\0"
_QUOTE = ">"
_QUOTE_OF_ALL = ">>> "


def bare(lines: list[str]) -> list[str]:
    """As many lines, without the mark at the beginning of the file, that at its end, and those of a quote."""
    lines = list(lines)
    lines[0] = lines[0].removeprefix(BYTE_ORDER_MARK)
    return _unquoted(_ended(lines))


def _ended(lines: list[str]) -> list[str]:
    """Without Ctrl-Z where nothing follows it but blanks and more of them."""
    for at in reversed(range(len(lines))):
        before = lines[at].rstrip(_FILL)
        if before != lines[at] and END_OF_FILE in lines[at][len(before) :]:
            lines[at] = before
        if lines[at].strip():
            break
    return lines


def _unquoted(lines: list[str]) -> list[str]:
    """Without the marks of a quote, of all its levels: `> ` or `>> ` before every line that is not blank, as
    on Discord and in e-mail, or Discord's `>>> ` before the first line only."""
    while (written := [line for line in lines if line.strip()]) and all(map(_is_quoted, written)):
        lines = [line.removeprefix(_QUOTE).removeprefix(" ") for line in lines]
    if not written:
        return lines
    first = next((at for at, line in enumerate(lines) if line.strip()))
    lines[first] = lines[first].removeprefix(_QUOTE_OF_ALL)
    return lines


def _is_quoted(line: str) -> bool:
    return line.startswith(_QUOTE)
