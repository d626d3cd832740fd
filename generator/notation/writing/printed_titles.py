"""Titles of printed tunes in normal spelling: "RIVAL -- REEL., THE" is "The Rival Reel".

The collections write them as a library card does, in capitals, or with the full stop of a heading.
Knows no tunes: a title is text.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_SMALL = frozenset((
    "a", "an", "an'", "and", "as", "at", "but", "by", "d'", "de", "des", "du", "for", "from", "i'", "in",
    "into", "la", "le", "na", "nam", "nor", "o'", "o'er", "o'it", "of", "on", "or", "the", "to",
    "upon", "wi'", "wi't", "with",
))  # fmt: skip
"""Words that begin with a small letter inside a title; those of Scots, Gaelic and French titles too."""
_DANCES = r"reel|jig|slip ?jig|hornpipe|strathspey|clog|highland fling|fling|polka|waltz|march|quickstep"
_LONG = {
    "batn": "Battalion",
    "battn": "Battalion",
    "regt": "Regiment",
    "regts": "Regiment's",
    "strathsy": "Strathspey",
    "slipjig": "Slip Jig",
}
"""What is written out: abbreviations of old prints, and a word that some print as one."""
_SHORT = frozenset((
    "alexr", "capt", "col", "dr", "esq", "gen", "genl", "geo", "honble", "jas", "jess", "jr", "lieut", "lt",
    "maj", "margt", "mr", "mrs", "no", "rev", "rob", "sergt", "sr", "st", "thos", "willm", "wm",
))  # fmt: skip
"""Abbreviations that keep their full stop."""

_CARD = re.compile(r"(?P<title>.+?)[.,; ]*(?:[,.] ?|(?<=[Ss]) (?=The))(?P<article>the|an?)\.?", re.IGNORECASE)
_SECOND = re.compile(rf"\s*(?:--+|(?<=\S)-(?= )| - )\s*(?={_DANCES})", re.IGNORECASE)
_DASH = re.compile(r"[.,]?\s+(?:--+|-)\s+")
_STRAY_COLON = re.compile(r"(?<=at):|^T:")
"""In the encodings of one book, colons stand inside words ("Amat:eur") and a field's name in its text."""
_TEX = re.compile(r"\\'([aeiou])")
_STOP = re.compile(r"(\w+)\.(?=\s)")
_ROMAN = re.compile(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})")
_SON_OF = re.compile(
    r"\b(Mc|M'|Mac(?=donald|gregor|intosh|kay|kenzie|lean|leod|namara|pherson)|[ADO]')([a-z])"
)
_WORD = re.compile(r"[^\W_][\w']*")


def normal_title(title: str) -> str:
    """The title as a person would write it. A title that is in normal spelling stays as it is."""
    text = _STRAY_COLON.sub("", " ".join(title.split()))
    text = normalize("NFC", _TEX.sub("\\1\N{COMBINING ACUTE ACCENT}", text))
    head, *dance = _SECOND.split(text, maxsplit=1)
    text = " ".join((_article_first(head), *dance))
    text = _article_first(_DASH.sub(": ", text))
    text = re.sub(r"\bMc\. ?(?=[A-Z])", "Mc", text)
    text = re.sub(r"(?i)\bno\. ?(?=\d)", "No. ", text)
    text = re.sub(r"\b(\w{1,4}): (?=[A-Z])", _colon, text)
    text = _STOP.sub(_stop, text).replace(", No. ", " No. ").replace(", (", " (").replace("., ", ", ")
    text = _without_stops(text)
    return _in_title_case(text)


def _article_first(text: str) -> str:
    """ "Rival, The" -> "The Rival"."""
    match = _CARD.fullmatch(text)
    return f"{match['article']} {match['title']}" if match else text


def _colon(match: re.Match[str]) -> str:
    """ "Col: " -> "Col. "; the colon of a heading stays."""
    known = match[1].lower() in _SHORT or len(match[1]) == 1
    return f"{match[1]}. " if known else match[0]


def _stop(match: re.Match[str]) -> str:
    """Without the full stop of an ordinal; with a comma for that of a sentence."""
    word = match[1]
    if len(word) == 1 or word.lower() in _SHORT:
        return match[0]
    return word if word[0].isdigit() or word.lower() in _LONG else f"{word},"


def _without_stops(text: str) -> str:
    """Without what ends a heading, also before a bracket or quotation marks; initials keep it."""
    if re.search(r"(?:\b[A-Z]\.){2,}$", text):
        return text
    text = re.sub(r"[.,;:]+([\")]?)$", r"\1", text)
    return re.sub(r"\.(?=[\")])", "", text)


def _in_title_case(text: str) -> str:
    last = max((match.start() for match in _WORD.finditer(text)), default=0)

    def spelt(match: re.Match[str]) -> str:
        before, word = text[: match.start()].rstrip("'"), match[0]
        begins = not before.strip() or before.endswith(('"', ": ", "! ", "? ")) or match.start() == last
        if before.endswith("&"):  # "&c."
            return word
        if word in ("A", "An", "The") and before.rstrip().endswith((",", ";", ":")):  # a title in the title
            return word
        return _spelt(word, small=not begins)

    return _WORD.sub(spelt, text)


def _spelt(word: str, *, small: bool) -> str:
    """One word. `small`: it may be a small one."""
    plain = word.lower()
    if plain in _LONG:
        return _LONG[plain]
    if small and plain in _SMALL:
        return plain
    letters = re.sub("^M[Cc]|'[sS]$", "", word)
    if word[0].isdigit() or _ROMAN.fullmatch(word):
        return word.lower() if word[0].isdigit() else word
    if len(letters) < 2 or letters.upper() != letters:
        return word[0].upper() + word[1:]
    return _SON_OF.sub(lambda match: match[1] + match[2].upper(), word.capitalize())
