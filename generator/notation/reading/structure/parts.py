"""Parts and their order: what a P: field in the head asks for (ABC 2.1, 3.1.9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from generator.notation.form import part_ranges
from generator.notation.melody import Bar
from generator.notation.reading.structure.repeats import resolved

MOST_PARTS = 200
_ORDER = re.compile(r"[A-Z0-9()., \t]*", re.ASCII)
_SYMBOL = re.compile(r"[A-Z()]|[0-9]+", re.ASCII)
_LABEL = re.compile(r"(?:part\s+)?([A-Z])\s*[.:)]?", re.ASCII | re.IGNORECASE)


def read_order(value: str) -> tuple[str, ...]:
    """The parts in the order they are played: `P:(AB)3.C2` is A B A B A B C C. Empty where it is no order.

    Dots and spaces mean nothing. Raises ValueError where it asks for more than `MOST_PARTS`.
    """
    if not _ORDER.fullmatch(value):
        return ()
    open_groups: list[list[str]] = [[]]
    last: list[str] = []  # what a number repeats
    for symbol in _SYMBOL.findall(value):
        if symbol == "(":
            open_groups.append([])
            last = []
        elif symbol.isdigit():
            times = int(symbol[:4])
            if not last or not times:
                return ()
            if times * len(last) > MOST_PARTS:
                raise _too_many(value)
            open_groups[-1] += last * (times - 1)
            last = []
        else:
            if symbol == ")" and len(open_groups) == 1:
                return ()
            last = open_groups.pop() if symbol == ")" else [symbol]
            open_groups[-1] += last
        if len(open_groups[-1]) > MOST_PARTS:
            raise _too_many(value)
    return tuple(open_groups[0]) if len(open_groups) == 1 else ()


def _too_many(value: str) -> ValueError:
    return ValueError(f"P:{value:.20} asks for more than {MOST_PARTS} parts; that is too many")


def part_name(value: str) -> str:
    """The name that a P: field in the body gives to a part: "A" of `P:Part A` and `P:A.`, else as written."""
    label = _LABEL.fullmatch(value)
    return label[1].upper() if label and (label[1].isupper() or len(value) > 1) else value


def structured(bars: Sequence[Bar], value: str) -> tuple[list[Bar], tuple[str, ...], list[str]]:
    """Raw bars (see `repeats`) as a player follows them, the order of their parts, and what is to be said.

    `value`: the P: field of the head, "" for none. The order is empty where the tune is played as it is
    written, since nothing else is asked for or the parts are not marked. Raises ValueError.
    """
    order = read_order(value)
    bars = _labelled(bars, order)
    if len(order) < 2:
        remarks = [] if order or not value else [f"P:{value:.40} is no order of parts and is not followed."]
        return resolved(bars), (), remarks
    names = [bars[one.start].part for one in part_ranges(bars) if bars[one.start].part]
    refused = _why_not(names, order)
    if refused is not None:
        said = f"P:{value:.40} is not followed, the tune is played as it is written: {refused}."
        return resolved(bars), (), [said] if refused else []
    unheard = sorted(set(names) - set(order))
    remarks = [f"Part {name} is not in the order P:{value:.40} and is not played." for name in unheard]
    found: list[Bar] = []
    for one in part_ranges(bars):
        found += resolved(bars[one.start : one.stop])
        found[-1] = replace(found[-1], ends_section=True)
    return found, order, remarks


def _labelled(bars: Sequence[Bar], order: tuple[str, ...]) -> list[Bar]:
    """With the first bar as the first part of the order, where nothing but that part is left unmarked."""
    names = {bar.part for bar in bars}
    if order and not bars[0].part and set(order) - names == {order[0]}:
        return [replace(bars[0], part=order[0]), *bars[1:]]
    return list(bars)


def _why_not(names: list[str], order: tuple[str, ...]) -> str | None:
    """Why an order cannot be followed; "" where the parts are written in it, None where it can."""
    missing = sorted(set(order) - set(names))
    if missing:
        return f"no part is marked P:{missing[0]}"
    double = sorted(name for name in set(order) if names.count(name) > 1)
    if double:
        return "" if tuple(names) == order else f"two parts are marked P:{double[0]}"
    return None
