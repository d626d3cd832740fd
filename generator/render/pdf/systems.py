"""The systems of a tune (its lines of music) out of the engraving library's SVG.

Each can be moved for itself, so that a page holds as many as fit. Knows no paper and no PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree as ET

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path

from generator.render.pdf.shapes import Box, Glyph, Outline, Shape, Words, bounds_of, recorded

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_MOVED = re.compile(r"(translate|scale)\(([^)]*)\)")
_SPACES = re.compile(r"\s+")

_FONTS = {
    "harm": "serif", "mNum": "serif-italic", "ending": "serif-bold", "fing": "serif-bold",
    "verse": "narrow", "label": "narrow", "dir": "narrow-italic", "dynam": "serif-italic",
    "tempo": "narrow-bold", "reh": "narrow-bold",
}  # fmt: skip
"""The library's class of a text -> its font, as the library's style sheet and `score.make_svg` have it."""


@dataclass(frozen=True, slots=True)
class System:
    """A line of music. `box` is the room that it takes; x runs from 0 to the `Engraving`'s width."""

    shapes: tuple[Shape, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Engraving:
    """All lines of a tune, from top to bottom, with staves that are `width` wide."""

    systems: tuple[System, ...]
    width: float


def systems_of(svg: str) -> Engraving:
    """The lines of music in the library's picture of a tune; words around them are left out."""
    root = ET.fromstring(svg)  # noqa: S314 - the library's own text
    glyphs = {
        group.get("id", ""): (group.get("id", "").partition("-")[0], path.get("d", ""))
        for group in root.iterfind(f"{_SVG}defs/{_SVG}g")
        if (path := group.find(f"{_SVG}path")) is not None
    }
    picture = root.find(f"{_SVG}svg")
    page = None if picture is None else picture.find(f"{_SVG}g[@class='page-margin']")
    if picture is None or page is None:
        raise ValueError("this is not a picture of the engraving library")
    margin = _transform(page.get("transform"))[4]
    width = float(picture.get("viewBox", "").split()[2]) - 2 * margin
    found = []
    for group in page.iterfind(f"{_SVG}g[@class='system']"):
        shapes = tuple(_shapes(group, Identity, "", glyphs))
        boxes = [box for box in (shape.box for shape in shapes) if box is not None]
        if boxes:
            found.append(System(shapes, Box.around(boxes)))
    return Engraving(tuple(found), width)


def _shapes(
    element: ET.Element, place: Transform, font: str, glyphs: Mapping[str, tuple[str, str]]
) -> Iterator[Shape]:
    kinds = element.get("class", "").split()
    if "placeholder" in kinds:
        return
    font = next((_FONTS[kind] for kind in kinds if kind in _FONTS), font)
    place = place.transform(_transform(element.get("transform")))
    match element.tag.removeprefix(_SVG):
        case "g":
            for child in element:
                yield from _shapes(child, place, font, glyphs)
        case "use":
            name, outline = glyphs[element.get(_LINK, "").removeprefix("#")]
            yield Glyph(name, *_parsed(outline), place)
        case "text":
            yield from _words(element, place, font)
        case "path" | "polygon" | "polyline" | "rect" | "ellipse" | "circle":
            yield _outline(element, place)


def _outline(element: ET.Element, place: Transform) -> Outline:
    path = recorded()
    parse_path(_path_of(element), TransformPen(path, place))
    drawn = element.get("d", "")
    is_line = element.get("fill") == "none" or element.get("fill-opacity") == "0" or _is_straight(drawn)
    line = float(element.get("stroke-width", 0)) * abs(place[0])
    return Outline(path, line, filled=not is_line, white=element.get("fill") == "white")


def _is_straight(d: str) -> bool:
    """Whether a path is a single line, which has no inside."""
    return d.count("L") == 1 and not re.search("[CcQqZz]", d)


def _path_of(element: ET.Element) -> str:
    """The path of an SVG shape."""
    number = {name: float(value) for name, value in element.items() if re.fullmatch(r"-?[\d.]+", value)}
    match element.tag.removeprefix(_SVG):
        case "polygon":
            return f"M{element.get('points', '')}Z"
        case "polyline":
            return f"M{element.get('points', '')}"
        case "rect":
            x, y, width, height = (number[name] for name in ("x", "y", "width", "height"))
            return f"M{x} {y}h{width}v{height}h{-width}Z"
        case "ellipse" | "circle":
            x, y = number["cx"], number["cy"]
            rx, ry = (number[name] if name in number else number["r"] for name in ("rx", "ry"))
            return f"M{x - rx} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0Z"
        case _:
            return element.get("d", "")


def _words(element: ET.Element, place: Transform, font: str) -> Iterator[Words]:
    """A text has one line, and only its first run has a place: all runs of one size are joined."""
    x, y = place.transformPoint((float(element.get("x", 0)), float(element.get("y", 0))))
    runs: list[tuple[str, float]] = []
    _collect(element, 0.0, runs)
    for size in dict.fromkeys(size for _, size in runs):
        text = _SPACES.sub(" ", "".join(text for text, its_size in runs if its_size == size)).strip()
        if text and size:
            anchor = element.get("text-anchor", "start")
            yield Words(text, x, y, size * abs(place[0]), font or "serif", anchor)


def _collect(element: ET.Element, size: float, runs: list[tuple[str, float]]) -> None:
    size = float(element.get("font-size", f"{size}px").removesuffix("px"))
    if element.text and element.text.strip("\n\t "):
        runs.append((element.text, size))
    for child in element:
        _collect(child, size, runs)


def _transform(text: str | None) -> Transform:
    made = Identity
    for name, values in _MOVED.findall(text or ""):
        numbers = [float(value) for value in values.replace(",", " ").split()]
        made = made.translate(*numbers) if name == "translate" else made.scale(*numbers)
    return made


@cache
def _parsed(d: str) -> tuple[DecomposingRecordingPen, tuple[float, float, float, float]]:
    """A glyph's outline and its bounds; every tune has the same ones."""
    path = recorded()
    parse_path(d, path)
    return path, bounds_of(path) or (0.0, 0.0, 0.0, 0.0)
