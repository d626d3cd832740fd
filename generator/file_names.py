"""Names of files, made from titles and from the names of other files."""

from __future__ import annotations

import re
import unicodedata

LONGEST_STEM = 88
"""Characters of a file name before "-12.musicxml", so that it has 100 at most."""

_ACCENTS = re.compile("(?<=[A-Za-z])[\u0300-\u036f]+")
_LETTERS = str.maketrans(
    {
        "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "Th",
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N",
    }
)  # fmt: skip
"""Latin letters that Unicode does not take apart into a letter and an accent."""


def folded(text: str) -> str:
    """Latin letters without their accents: "Éamonn" -> "Eamonn". What is not Latin stays."""
    apart = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def slug(text: str, longest: int = 60, *, scripts: bool = False, nameless: str = "tune") -> str:
    """Text as a file name: "Jig in F# major" -> "jig-in-f-sharp-major", "Seán Ó's Reel" -> "sean-o-s-reel".

    It is ASCII, which every attachment of Discord can be called; with `scripts`, for files on disk, letters
    of other scripts stay. `longest` counts bytes, as file systems do. Text without a letter or digit is
    `nameless`.
    """
    text = re.sub(r"\b([A-G])#", r"\1-sharp", text)
    text = re.sub(r"\b([A-G])b\b", r"\1-flat", text)
    text = folded(text).lower()
    kept = (one if _is_of_a_word(one) and (scripts or one.isascii()) else " " for one in text)
    name = "-".join("".join(kept).split())
    return name.encode()[:longest].decode(errors="ignore").rstrip("-") or nameless


def _is_of_a_word(character: str) -> bool:
    """Whether it is a letter, a mark at one, or a number; in some scripts the vowels are marks."""
    return unicodedata.category(character)[0] in "LMN"


def stem_with(stem: str, suffix: str) -> str:
    """A stem with what the file is: "lilt-12-the-jig" and "in F#" -> "lilt-12-the-jig-in-f-sharp".

    The suffix stays whole, since it tells the file from others of the same tune; the stem is cut where both
    are longer than `LONGEST_STEM`.
    """
    if not suffix:
        return stem
    what = slug(suffix, LONGEST_STEM)
    kept = stem[: max(0, LONGEST_STEM - len(what) - 1)].rstrip("-")
    return f"{kept}-{what}" if kept else what
