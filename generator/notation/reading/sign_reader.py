"""Reads what stands at notes, and what stands under them in w: and s: fields."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.notation.order.marks import is_mark
from generator.notation.reading.melody_builder import MelodyBuilder
from generator.notation.reading.notices import Notices
from generator.notation.reading.signs.decorations import PHRASE_MARKS, Letters, decoration
from generator.notation.reading.signs.lyrics import NEXT_BAR, TOO_MANY_VERSES
from generator.notation.reading.signs.symbol_lines import read_symbols
from generator.notation.reading.tokens import ANNOTATION_SIGNS
from generator.notation.reading.values.text import plain_text
from generator.notation.theory import says_chord


class SignReader:
    """Gives signs to the notes of a melody. `notice` gets a sentence for what is left out."""

    def __init__(self, notice: Callable[[str], None]) -> None:
        self._notice = notice
        self._letters = Letters()
        self._under: tuple[str, str, int] | None = None  # a w: or s: field that may go on, and its line

    def redefine(self, value: str) -> None:
        """Take a U: field."""
        if not self._letters.redefine(value):
            self._notice(f"U:{value:.30} is not understood; write it as in U:T=!trill!.")

    # at notes

    def take(self, token: re.Match[str], melody: MelodyBuilder) -> None:
        """A sign at a note or at a note of a chord; anything else is skipped."""
        if token["quoted"]:
            self._take_text(token["quoted"], melody)
        elif token["sign"]:
            self._take_decoration(token["sign"], melody)
        elif token["letter"]:
            self._take_letter(token["letter"], melody)
        elif token["slur"] == "(":
            melody.signs.begin_slur()
        elif token["slur"]:
            melody.end_slur()

    def _take_text(self, text: str, melody: MelodyBuilder) -> None:
        """A chord symbol or an annotation (ABC 2.1, 4.18 and 4.19)."""
        text = plain_text(text)
        if text.startswith(ANNOTATION_SIGNS):
            melody.signs.annotate(text)
        elif text:
            melody.chord_symbol(text)
            if not says_chord(text) and not is_mark(text):
                self._notice(f"“{text:.40}” is no chord symbol; no chord is played for it.")

    def _take_decoration(self, name: str, melody: MelodyBuilder) -> None:
        known = decoration(name)
        if known is None:
            self._notice(f"The sign !{name:.20}! is not known and left out.")
        else:
            melody.signs.decorate(known)
        if known in PHRASE_MARKS:
            self._notice(f"!{name}! is not drawn.")

    def _take_letter(self, letter: str, melody: MelodyBuilder) -> None:
        meaning = self._letters.meaning(letter)
        if meaning is None:
            self._notice(f"The letter {letter} is no note and stands for no sign; it is left out.")
        elif meaning.startswith('"'):
            self._take_text(meaning[1:], melody)
        elif meaning:
            self._take_decoration(meaning, melody)

    # under notes

    def begin_line(self, name: str, value: str, line: int) -> None:
        """Take a w: or s: field, which +: may go on with."""
        self._under = (name, value, line)

    def continue_line(self, value: str) -> bool:
        """Take a +: field, if it goes on with w: or s:."""
        if self._under:
            name, text, line = self._under
            self._under = (name, f"{text} {value}", line)
        return self._under is not None

    def end_line(self, melody: MelodyBuilder, notices: Notices) -> None:
        """Set what stands under notes, now that it is complete."""
        if not self._under:
            return
        name, text, line = self._under
        self._under = None
        said = melody.lyrics(text) if name == "w" else melody.symbol_line(self._symbols(text))
        if said:
            notices.add(said, line, of_line=said != TOO_MANY_VERSES)

    def _symbols(self, text: str) -> list[str]:
        """Those of an s: field, decorations by their names."""
        return [self._symbol(symbol) for symbol in read_symbols(text)]

    def _symbol(self, symbol: str) -> str:
        if symbol in ("", NEXT_BAR):
            return symbol
        if symbol[0] == '"':
            return f'"{plain_text(symbol[1:-1])}'
        name = symbol[1:-1] if symbol[0] in "!+" else self._letters.meaning(symbol) or ""
        known = name if name.startswith('"') else decoration(name)
        if known is None:
            self._notice(f"The sign !{name:.20}! is not known and left out.")
        return known or ""
