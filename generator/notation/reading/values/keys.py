"""The key signatures of a K: field (ABC 2.1, 3.1.14). A ValueError says what is wrong in words."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.notation.theory import ACCIDENTALS, FIFTHS, MODE_SPELLINGS, MODES, Key

_KEY = re.compile(r"([A-G])([#b]?)(\s*)([A-Za-z]*)\s*(.*)", re.DOTALL)
_ALTERATION = re.compile(r"\s*(\^\^?|__?|=)\s*([A-Ga-g])")
_ONLY_THESE = "exp"
"""After the tonic: the signature has the accidentals that follow, and no others."""

_UNICODE = str.maketrans("♯♭", "#b")


def read_key(value: str, current: Key | None = None) -> tuple[Key, str]:
    """`D`, `Em`, `A Dorian`, `Bb`, `HP`, `none`, `Dphr ^f`, `D exp _b ^f`, and the words that are no key.

    Only the first three letters of a mode count, and no capitals: `EM` is E minor. Nothing at all keeps the
    `current` key. What is given as altered is the scale that it makes: `K:Am ^f` is A Dorian. Raises
    ValueError.
    """
    value = value.strip().translate(_UNICODE)
    first = value.split()[0] if value else ""
    if first in ("HP", "Hp"):
        return Key("D", "maj"), ""  # Highland pipes: F and C are sharp
    if first.lower() == "none" or (first and first[0] in "^_="):
        alterations, rest = _alterations(value.removeprefix(first) if first.lower() == "none" else value)
        return _nearest("C", dict.fromkeys(FIFTHS, 0) | alterations), rest
    if not value:
        return current or Key("C", "maj"), ""
    match = _KEY.fullmatch(value)
    if not match:
        raise ValueError(f"K:{value:.20} is not a key; a key is written as in K:D, K:Em or K:A dorian")
    tonic, mode = match[1] + match[2], match[4].lower()
    if match[3] and mode != _ONLY_THESE and mode[:3] not in MODE_SPELLINGS:
        return Key(tonic, "maj"), f"{match[4]} {match[5]}".strip()
    return _key(value, tonic, mode, match[5])


def _key(value: str, tonic: str, mode: str, rest: str) -> tuple[Key, str]:
    if rest.lower().startswith(_ONLY_THESE):
        mode, rest = _ONLY_THESE, rest[len(_ONLY_THESE) :]
    alterations, rest = _alterations(rest)
    if mode == _ONLY_THESE:
        return _nearest(tonic, dict.fromkeys(FIFTHS, 0) | alterations), rest
    known = MODE_SPELLINGS.get(mode[:3])
    if known is None:
        raise ValueError(f"K:{value:.20} is not a key; {mode:.20} is no mode that Lilt knows")
    key = Key(tonic, known)
    return (_nearest(tonic, key.signature | alterations, known), rest) if alterations else (key, rest)


def _alterations(text: str) -> tuple[dict[str, int], str]:
    """The accidentals that a text begins with, and what follows them."""
    found: dict[str, int] = {}
    position = 0
    while match := _ALTERATION.match(text, position):
        found[match[2].upper()] = ACCIDENTALS[match[1]]
        position = match.end()
    rest = text[position:].strip()
    if rest.startswith(("^/", "_/")):
        raise ValueError("a quarter tone in a key cannot be played; only whole sharps and flats can")
    return found, rest


def _nearest(tonic: str, signature: dict[str, int], mode: str = "") -> Key:
    """The key with this signature: in a mode on the tonic that has it, or else in `mode`, altered.

    Without a mode, in the one that is altered least.
    """
    keys = [Key(tonic, name) for name in MODES if _exists(tonic, name)]
    key = min(keys, key=lambda key: len(_altered(key, signature)))
    if mode and _altered(key, signature):
        key = Key(tonic, mode)
    return replace(key, altered=_altered(key, signature))


def _altered(key: Key, signature: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (letter, signature[letter]) for letter in FIFTHS if signature[letter] != key.signature[letter]
    )


def _exists(tonic: str, mode: str) -> bool:
    try:
        return bool(Key(tonic, mode))
    except ValueError:
        return False
