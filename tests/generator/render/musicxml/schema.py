"""The content models of MusicXML's schema, which music21 carries, as regular expressions over child names.

music21 has the schema of MusicXML 2.0; what Lilt writes has not changed since then, but for attributes.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import music21

XS = "{http://www.w3.org/2001/XMLSchema}"


@cache
def schema() -> ET.Element:
    path = Path(music21.__file__).with_name("musicxml") / "musicxml.xsd"
    return ET.parse(path).getroot()  # noqa: S314 - from a package


@cache
def definition(kind: str, name: str) -> ET.Element | None:
    return schema().find(f"{XS}{kind}[@name='{name}']")


def errors(root: ET.Element) -> list[str]:
    """Every element whose children are not those that the schema wants, in its order."""
    declared = definition("element", root.tag)
    assert declared is not None
    found: list[str] = []
    _check(root, declared, found)
    return found


def _check(element: ET.Element, declared: ET.Element, found: list[str]) -> None:
    content = _complex_type(declared)
    names = [child.tag for child in element]
    pattern = _pattern(content) if content is not None else ""
    if not re.fullmatch(pattern, "".join(f"{name} " for name in names)):
        found.append(f"{element.tag}: {' '.join(names)}")
        return
    inside = _declared_in(content) if content is not None else {}
    for child in element:
        _check(child, inside[child.tag], found)


def _complex_type(declared: ET.Element) -> ET.Element | None:
    inline = declared.find(f"{XS}complexType")
    return inline if inline is not None else definition("complexType", declared.get("type", ""))


def _parts(node: ET.Element) -> list[ET.Element]:
    """What the content of a node consists of, in order."""
    if node.tag == f"{XS}group" and node.get("ref"):
        referred = definition("group", node.get("ref", ""))
        assert referred is not None
        return _parts(referred)
    if node.tag == f"{XS}complexContent":
        extension = node[0]
        base = definition("complexType", extension.get("base", ""))
        return [*(_parts(base) if base is not None else []), *_parts(extension)]
    wanted = {f"{XS}{name}" for name in ("sequence", "choice", "group", "element", "complexContent")}
    return [child for child in node if child.tag in wanted]


def _pattern(node: ET.Element) -> str:
    if node.tag == f"{XS}element":
        inner = re.escape(node.get("name") or node.get("ref") or "") + " "
    else:
        parts = [_pattern(child) for child in _parts(node)]
        inner = "|".join(parts) if node.tag == f"{XS}choice" else "".join(parts)
    least, most = node.get("minOccurs", "1"), node.get("maxOccurs", "1")
    return f"(?:{inner}){{{least},{'' if most == 'unbounded' else most}}}"


def _declared_in(node: ET.Element) -> dict[str, ET.Element]:
    found: dict[str, ET.Element] = {}
    for child in _parts(node):
        if child.tag == f"{XS}element":
            found[child.get("name", "")] = child
        else:
            found |= _declared_in(child)
    return found
