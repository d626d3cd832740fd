"""Bar lines and the numbers of endings: what their signs say (ABC 2.1, 4.8 to 4.10)."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.notation.melody import LineLook

MOST_TIMES = 9
"""How often a part can be played in a row."""

INVISIBLE, DOTTED = "[|]", ".|"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NUMBERED = re.compile(r"\s*(\d(?:\s*[,&-]\s*\d)*)(?!\d)|\s*(first|second|third|fourth)\b", re.I | re.ASCII)


class BarLine(NamedTuple):
    """What a bar line says.

    `closes` and `opens`: how often the part that ends here or begins here is played, 0 without a repeat.
    `double`: a double or thick line, which ends a section unless a repeat is open. `look`: of a simple line.
    """

    closes: int = 0
    opens: int = 0
    double: bool = False
    look: LineLook = ""


def read_bar_line(signs: str) -> BarLine:
    """What the signs of a bar line say, however people shape it: `|`, `||`, `:||:`, `|]:`, `|[|`, `::`.

    Dots before the first line close a repeat, dots after the last one open one, and dots in between close one
    (`|:|`) unless others open one (`|:||:`), all as far as the standard is silent. `|::` asks for three times
    (4.8). Raises ValueError.
    """
    if signs == INVISIBLE:
        return BarLine(look="invisible")
    if signs == DOTTED:
        return BarLine(look="dotted")
    signs = signs.removeprefix(".")
    lines = signs.strip(":")
    before, after = signs.find(lines), len(signs) - signs.find(lines) - len(lines)
    if not lines:
        before = after = len(signs) // 2
    elif not before and not after:
        before = lines.count(":")
    if max(before, after) >= MOST_TIMES:
        raise ValueError(f"a part can be played {MOST_TIMES} times at the most")
    double = lines.count("|") > 1 or "]" in lines or "[" in lines
    return BarLine(before and before + 1, after and after + 1, double)


def read_passes(text: str) -> tuple[int, ...]:
    """Ending numbers: "1", "1,3", "1-3". Raises ValueError."""
    passes: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        passes.extend(range(int(first), int(last or first) + 1))
    if not passes or 0 in passes:
        raise ValueError(f"there is no ending {text}")
    return tuple(sorted(set(passes)))


def read_text_ending(text: str) -> tuple[int, ...]:
    """The passes that a worded ending names, "1st time", "1,3", "second"; none where it names no number."""
    found = _NUMBERED.match(text)
    if not found:
        return ()
    if found[2]:
        return (_ORDINALS[found[2].lower()],)
    return read_passes(re.sub(r"\s", "", found[1]).replace("&", ","))
