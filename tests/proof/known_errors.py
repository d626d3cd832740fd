"""What abc2midi is known to get wrong, or the standard leaves open: each as a rewriting of the text.

A rewriting says the same tune in words that abc2midi takes as the standard means them. Where abc2midi then
plays what Lilt plays, its error explains the difference. The sections are those of ABC 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from generator.notation.reading.books.mail import mended

_NOTE = r"[\^_=]*[A-Ga-g][,']*"
_LENGTH = r"\d*/*\d*"
_SOUND = rf"(?:{_NOTE}|[zx]|\[(?:{_NOTE}[\d/]*)+\])"
_SHAPE = re.compile(r"(:*\[?\|(?:[|\]:]|\[(?=[|\]]))*|:+\])(?=[ \t]*\[?(\d?))")
_NO_MUSIC = re.compile(r"[A-Za-z]:|%")
_PLAIN = frozenset({"|", "||", "|]", "[|", "|:", ":|", "::"})
_TOKEN = re.compile(
    r"""
      (?P<skip>"[^"\n]*"|\[[A-Za-z]:[^\]\n]*\]|\{[^}\n]*\})
    | (?P<bar>:*\[?\|[|\]]*:*\|?|::+)[ \t]*(?P<ending>\[?\d(?:[,-]\d)*)?
    | \[(?P<lone>\d(?:[,-]\d)*)
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class _Strain:
    """What is known of the part of the tune that is being read: where it begins, and how."""

    start: int = 0
    is_first: bool = True
    opened: bool = False
    ending: int = 0


def explicit_repeats(text: str) -> str:
    """With `|:` at the double bar, or the end of a repeat, to which a `:|` goes back (4.8)."""
    at = 0
    inserted: list[int] = []
    strain = _Strain()
    for token in _bars(text):
        signs, at = token["bar"] or "", token.end("bar") if token["bar"] else token.start()
        closes = ":" in signs.rstrip(":") or signs.startswith(":")
        if closes and not strain.opened and not strain.is_first and strain.ending < 2:
            inserted.append(strain.start)
            strain.opened = True
        into_ending = bool(token["ending"]) and not closes
        if closes or signs.endswith(":") or (_is_double(signs) and not (strain.opened or into_ending)):
            strain = _Strain(at, False, signs.endswith(":"))
        elif _is_double(signs) and strain.ending:
            strain = _Strain(at, False)
        if ending := token["ending"] or token["lone"]:
            number = int(re.sub(r"\D.*", "", ending.lstrip("[")))
            if number > 1 and closes:
                strain.opened, strain.is_first = True, False
            strain.ending = number
    return _with_inserted(text, inserted, " |: ")


def bar_lines_made_plain(text: str) -> str:
    """`:||:`, `|:|`, `:[|]|]` and the like as `::`, `:|`, `:|` (4.8: bar lines may have any shape)."""

    def made_plain(token: re.Match[str]) -> str:
        signs = token[1].replace("[|]", "")
        if token[2] and _is_double(signs) and ":" not in signs:
            return "|"  # `||1`
        if signs in _PLAIN or not signs or ":::" in signs or re.search(r"\|::|::\|", signs):
            return signs
        opens = signs.endswith(":")
        closes = signs.startswith(":") or (":" in signs and not opens)
        return f"{':| ' * closes}{'|: ' * opens}" if opens or closes else "||"

    return "\n".join(
        line if _NO_MUSIC.match(line) else _SHAPE.sub(made_plain, line) for line in text.split("\n")
    )


def first_endings_close(text: str) -> str:
    """`|1 …|] …` as `|1 …:|2 …`: a first ending goes back although no `:|` says so (4.9)."""
    made, done, in_first = [], 0, False
    for token in _bars(text):
        signs, name = token["bar"] or "", token["ending"] or token["lone"]
        if in_first and not name and _is_double(signs) and ":" not in signs:
            made += [text[done : token.start("bar")], ":|2 "]
            done = token.end("bar")
        if name or ":" in signs or _is_double(signs):
            in_first = name is not None and name.lstrip("[") == "1"
    return "".join([*made, text[done:]])


def mail_undone(text: str) -> str:
    """Without what e-mail did to the lines, which is no part of ABC; abc2midi plays the pieces."""
    return "\n".join(filter(str.strip, mended(text.split("\n")).lines)) + "\n"


def last_endings_closed_once(text: str) -> str:
    """With `||` for the `:|` after a last ending, which goes back nowhere (4.9)."""
    tokens = list(_bars(text))
    made, done, ending = [], 0, 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        signs = token["bar"] or ""
        closes = ":" in signs.rstrip(":") or signs.startswith(":")
        next_ending = token["ending"] or (
            following["lone"] if following is not None and _is_adjacent(text, token, following) else None
        )
        if ending > 1 and closes and not next_ending:
            made += [text[done : token.start("bar")], "|| |:" if signs.endswith(":") else "||"]
            done = token.end("bar")
        if closes or _is_double(signs) or signs.endswith(":"):
            ending = 0
        if name := token["ending"] or token["lone"]:
            ending = int(re.sub(r"\D.*", "", name.lstrip("[")))
    return "".join([*made, text[done:]])


def _is_adjacent(text: str, token: re.Match[str], following: re.Match[str]) -> bool:
    return not text[token.end() : following.start()].strip(" \t\n\\$")


def tuplets_with_their_time(text: str) -> str:
    """`(5` as `(5:2`, or `(5:3` in compound meters only (4.13); abc2midi takes 3 for 3/4 too."""
    meter = re.search(r"^M:\s*(\d+)/", text, re.MULTILINE)
    time = 3 if meter and int(meter[1]) % 3 == 0 and int(meter[1]) > 3 else 2
    return re.sub(r"\(([579])(?![:\d])", rf"(\1:{time}:\1", text)


def ties_to_other_notes_dropped(text: str) -> str:
    """Without ties between notes of different letters, which are slurs (4.11); abc2midi loses a note."""
    joined = re.compile(rf"({_NOTE})({_LENGTH})-(?=([\s|\\]*)({_NOTE}))")

    def mended(match: re.Match[str]) -> str:
        one, other = (note.lstrip("^_=") for note in (match[1], match[4]))
        return match[0] if one == other else match[1] + match[2]

    return joined.sub(mended, text)


def dotted_pairs_written_out(text: str) -> str:
    """Pairs of unequal notes, of which it is left open what they mean (4.4).

    `A>B/` as `A3/2B/`: the short note is short already. `[Ac]<a3` as `[Ac]a3`: abc2midi plays other pairs as
    they are written too, but not those with a chord.
    """
    pair = re.compile(rf"({_SOUND})({_LENGTH})([\s()]*)(>{{1,3}}|<{{1,3}})([\s()]*)({_SOUND})({_LENGTH})")

    def written(match: re.Match[str]) -> str:
        short = Fraction(1, 2 ** len(match[4]))
        one, other = (2 - short, short) if match[4][0] == ">" else (short, 2 - short)
        first, second = _whole(match[1], match[2]), _whole(match[6], match[7])
        if second != first * other:
            with_chord = first != second and "[" in match[0]
            return match[0].replace(match[4], "") if with_chord else match[0]
        if "[" in match[0]:
            return match[0]
        return f"{match[1]}{first * one}{match[3]}{match[5]}{match[6]}{second}"

    return pair.sub(written, text)


def clefs_of_voices_in_the_key(text: str) -> str:
    """With the octave of the first voice's clef in K:, which abc2midi follows there only (4.6)."""
    voice = re.search(r"^(?:\[?V:)[^\n]*?\b(clef=\w+[+-](?:8|15)|octave=-?\d)", text, re.MULTILINE)
    return re.sub(r"(?m)^(K:[^\n]*)", rf"\1 {voice[1]}", text, count=1) if voice else text


def _whole(sound: str, length: str) -> Fraction:
    """How long a note is, or a chord: as long as its first note says, times what stands after it."""
    inside = re.match(rf"\[{_NOTE}([\d/]*)", sound)
    return _multiple(length) * (_multiple(inside[1]) if inside else 1)


def _multiple(text: str) -> Fraction:
    number, slash, divisor = text.partition("/")
    divisor = divisor.lstrip("/")
    below = int(divisor) if divisor else 2 ** text.count("/") if slash else 1
    return Fraction(int(number or 1), below)


def _bars(text: str) -> Iterator[re.Match[str]]:
    """The bar lines and ending numbers of the music, not of the fields."""
    begin = re.search(r"^K:.*\n", text, re.MULTILINE)
    music = re.sub(r"^(?:[A-Za-z]:|%).*", lambda line: " " * len(line[0]), text, flags=re.MULTILINE)
    for match in _TOKEN.finditer(music, begin.end() if begin else 0):
        if not match["skip"]:
            yield match


def _is_double(signs: str) -> bool:
    return "||" in signs or "]" in signs or "[" in signs


def _with_inserted(text: str, places: list[int], what: str) -> str:
    for place in sorted(set(places), reverse=True):
        text = text[:place] + what + text[place:]
    return text


KNOWN_ERRORS: dict[str, Callable[[str], str]] = {
    "a :| goes back to the last double bar (4.8)": explicit_repeats,
    "a :| after the last ending goes back nowhere (4.9)": last_endings_closed_once,
    "a tie to another note is a slur (4.11)": ties_to_other_notes_dropped,
    "a clef in V: moves the octave (4.6)": clefs_of_voices_in_the_key,
    "5, 7 and 9 notes are in the time of 2 (4.13)": tuplets_with_their_time,
    "a dotted pair of unequal notes (left open by 4.4)": dotted_pairs_written_out,
    "a first ending goes back without :| (4.9)": first_endings_close,
    "a bar line of an unusual shape (4.8)": bar_lines_made_plain,
    "lines that e-mail cut or marked (no part of ABC)": mail_undone,
}
"""Later ones must be applied first."""
