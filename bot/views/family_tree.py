"""The family of a tune as lines of text: what it grew out of, and what grew out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.history import Entry
from bot.markdown import one_line
from bot.views.text import facts

MOST_LINES = 40
MOST_ABOVE = 8
"""Generations that are shown above the tune that was asked for."""
LINE_LENGTH = 72
DEEPEST = 10
"""Levels of indentation."""
MARK = "▶ "
"""Before the tune that was asked for: the end of a long line may be out of view."""


def family_tree(members: list[Entry], asked: int, visible: set[int]) -> list[str]:
    """The family line by line, the branch with the `asked` tune first; tunes not `visible` have no title."""
    known = {entry.id: entry for entry in members}
    above = _above(known, asked)
    at = min(MOST_ABOVE, len(above) - 1)
    start, before = above[at], len(above) - 1 - at
    lines = [f"… {before} more above"] if before else []
    children: dict[int, list[int]] = defaultdict(list)
    for entry in members:
        if entry.parent in known:
            children[entry.parent].append(entry.id)
    for siblings in children.values():
        siblings.sort(key=lambda one: (one not in above, one))
    drawn = list(_draw(start, children, "", ""))
    for indent, number in drawn[:MOST_LINES]:
        mark = MARK if number == asked else ""
        lines.append(f"{indent}{mark}{_line(known[number], visible)}")
    left = len(drawn) - MOST_LINES
    return [*lines, f"… {left} more below"] if left > 0 else lines


def _above(known: dict[int, Entry], asked: int) -> list[int]:
    """The tune, its parent, and so on up."""
    chain = [asked]
    while (parent := known[chain[-1]].parent) in known:
        chain.append(parent)
    return chain


def _draw(number: int, children: dict[int, list[int]], indent: str, below: str) -> Iterator[tuple[str, int]]:
    """Indents and numbers, a tune before what grew out of it. Without recursion: families can be deep."""
    stack = [(number, indent, below)]
    while stack:
        number, indent, below = stack.pop()
        yield indent, number
        offspring = children.get(number, [])
        deeper = len(below) // 3 < DEEPEST
        for child in reversed(offspring):
            last = child == offspring[-1]
            stem = below if deeper else below[:-3]
            stack.append((child, stem + ("└─ " if last else "├─ "), stem + ("   " if last else "│  ")))


def _line(entry: Entry, visible: set[int]) -> str:
    if entry.id not in visible:
        return "(a tune from another place)"
    title, user = one_line(entry.tune.title), one_line(entry.asker.user_name)
    known = " · ".join((*facts(entry.tune.request), user))
    return f"#{entry.id} {title} · {known}".replace("`", "'")[:LINE_LENGTH]
