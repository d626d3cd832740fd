"""What e-mail programs did to tunes: lines cut where they were long, and signs of "quoted-printable" text.

A line of music that begins with a length, or with the rest of a chord, is no ABC; it was cut. A line that
ends in `=20` or `=` is none either: the one stands for a blank, the other for a line that goes on (RFC 2045,
6.7), as `=3D` stands for a `=`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.notation.reading.tokens import BODY_FIELD

QUOTED = "=20, =3D or = at the end of the line is left over from an e-mail program; it is left out."
CUT = "The line is cut within a note, a chord or the sign of an ending; it is read as one with the next."

_QUOTED_END = re.compile(r"=(?:20)?[ \t]*$")
_QUOTED_BLANK = re.compile(r"=20[ \t]*$")
_NEAR = 40
"""Characters at the end of a line that are looked at: a note or a chord is no longer."""
_IN_CHORD = r"[\^_=A-Ga-gxz0-9/,'.>]*"
_CUT = tuple(
    (re.compile(end), re.compile(begin))
    for end, begin in (
        (rf"\[{_IN_CHORD}$", rf"{_IN_CHORD}\][\d/]*"),
        (r"(?:[A-Ga-gxz][,']*|\])[\d/]*$", r"(?:[,']+[\d/]*|[\d/]+)"),
        (r"\|[|\]]?[\s\\]*$", r"\s*[1-9](?:[,-]\d)*(?![\d/])"),
    )
)
"""How a line ends that was cut, and what the next one then begins with."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Lines as they were before. `remarks`: what is to be said of a line, counted from 1."""

    lines: tuple[str, ...]
    remarks: Mapping[int, Sequence[str]]


def mended(lines: Sequence[str]) -> Mended:
    """As many lines of a tune as there were, with what was cut off where it belongs."""
    found = list(lines)
    remarks: dict[int, list[str]] = defaultdict(list)
    begin = next((at + 1 for at, line in enumerate(lines) if line.startswith("K:")), len(lines))
    before, goes_on = -1, False  # the line of music that this one follows, and whether it ends in a `=`
    for at in range(begin, len(found)):
        if not _is_music(found[at]):
            before = -1
            continue
        if (plain := _unquoted(found[at])) != found[at]:
            remarks[at + 1].append(QUOTED)
        piece = plain if goes_on and before >= 0 else _piece(found[before], plain) if before >= 0 else ""
        if piece and not goes_on:
            remarks[before + 1].append(CUT)
        if piece:
            found[before] = found[before].rstrip("" if goes_on else " \t\\") + piece
        goes_on = found[at].rstrip().endswith("=")
        found[at] = plain[len(piece) :]
        before = at if found[at] else before
    return Mended(tuple(found), remarks)


def without_quoted_blank(line: str) -> str:
    """A line of a file without the `=20` at its end, which stands for a blank there."""
    return _QUOTED_BLANK.sub("", line)


def _is_music(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("%") and not BODY_FIELD.match(line)


def _unquoted(line: str) -> str:
    return _QUOTED_END.sub("", line).replace("=3D", "=")


def _piece(before: str, line: str) -> str:
    """What of a line belongs to the one before it; "" where that ends in a comment."""
    if "%" in before:
        return ""
    for end, begin in _CUT:
        if end.search(before[-_NEAR:]) and (found := begin.match(line[:_NEAR])):
            return found[0]
    return ""
