"""The tablatures that can be printed under the staff, by name. Knows nothing of frets and fingerings."""

from __future__ import annotations

from typing import Any

from generator.errors import BadRequest

WHISTLE_KEYS = ("D", "C", "Bb", "A", "G", "F", "Eb", "E", "B", "Ab", "C#", "F#")
"""Of tin whistles, the usual ones first."""
WHISTLES = tuple(f"whistle {key}" for key in WHISTLE_KEYS)
FRETTED = ("mandolin", "banjo", "guitar", "guitar DADGAD")
TABS = (WHISTLES[0], *FRETTED, *WHISTLES[1:])
"""All of them. The banjo is a tenor tuned GDAE; a fiddler can use the mandolin's."""
NO_TAB = "none"
"""Where a choice can be undone."""
COMMON_TABS = (*WHISTLES[:3], *FRETTED)

_PRINTED = {"banjo": "tenor banjo, GDAE", "guitar": "guitar, EADGBE", "guitar DADGAD": "guitar, DADGAD"}
_OTHER_NAMES = {
    "whistle": WHISTLES[0],
    "tin whistle": WHISTLES[0],
    "fiddle": "mandolin",
    "tenor banjo": "banjo",
    "banjo gdae": "banjo",
    "tenor banjo gdae": "banjo",
    "guitar standard": "guitar",
    "guitar standard tuning": "guitar",
    "standard guitar": "guitar",
    "guitar eadgbe": "guitar",
    "eadgbe": "guitar",
    "dadgad": "guitar DADGAD",
}
_SIGNS = str.maketrans("b#", "♭♯")
_LETTERS = str.maketrans("♭♯,", "b# ")
_NAMES = {name.lower(): name for name in TABS} | _OTHER_NAMES
TAB_NAMES = tuple(sorted(_NAMES, key=len, reverse=True))
"""All that is understood, in small letters, the longest first."""


def tab_named(text: Any) -> str:
    """The tablature that is meant: "Whistle in C" is "whistle C", and so is what stands on a page.

    Raises BadRequest.
    """
    words = str(text).translate(_LETTERS).lower().split()
    name = _NAMES.get(" ".join(word for word in words if word not in ("in", "tab", "tin")))
    if name is None:
        raise BadRequest("tab", text, "it must be one of " + ", ".join(TABS))
    return name


def printed_name(tab: str) -> str:
    """What stands on a page: "Tablature: tin whistle in B♭", "Tablature: guitar, DADGAD"."""
    kind, _, key = tab.partition(" ")
    if kind == "whistle":
        return f"Tablature: tin whistle in {key.translate(_SIGNS)}"
    return f"Tablature: {_PRINTED.get(tab, tab)}"
