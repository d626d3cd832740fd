"""Elements with text, and text as XML allows it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from generator.cutting import cut

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: ET.Element, tag: str, text: object, **attributes: str) -> None:
    """An element with a text, as the last child of its parent."""
    ET.SubElement(parent, tag, attributes).text = str(text)


def one_line(text: str, longest: int) -> str:
    """On one line, without characters that XML does not allow, at most `longest` characters."""
    return cut(" ".join(_NOT_XML.sub(" ", text).split()), longest)
