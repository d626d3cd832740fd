"""All constructs by their names, under the headings of docs/abc.md."""

from __future__ import annotations

from tests.generator.notation.constructs.fields import DIRECTIVES, FILES, HEADS, OUTDATED
from tests.generator.notation.constructs.keys import CHANGES, KEYS
from tests.generator.notation.constructs.music import BARS, NOTES, VOICES
from tests.generator.notation.constructs.signs import LYRICS, SIGNS, TEXT

TABLES = {
    "Files and tunes": FILES,
    "Fields of the head": HEADS,
    "Keys and clefs": KEYS,
    "Changes within the tune": CHANGES,
    "Notes, ties and tuplets": NOTES,
    "Bar lines, repeats and endings": BARS,
    "Signs at notes": SIGNS,
    "Lyrics": LYRICS,
    "Layout and text": TEXT,
    "Voices": VOICES,
    "Older ABC": OUTDATED,
    "Directives and macros": DIRECTIVES,
}
CONSTRUCTS = {name: construct for table in TABLES.values() for name, construct in table.items()}
