"""The voices of a tune (ABC 2.1, 7): each is read, the first with music is kept."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

from generator.errors import NotationError
from generator.notation.reading.fields import Fields
from generator.notation.reading.melody_builder import MelodyBuilder
from generator.notation.reading.notices import Notices
from generator.notation.reading.structure.overlays import UNCLOSED, Overlays


@dataclass(slots=True)
class Voice:
    """One voice as far as it is read.

    `begun`: the line of its first V: field. `overlays`: the layers of notes that are skipped (7.4). `fault`:
    what could not be read; the rest of the voice is skipped then. `lines`: for each line of music how many
    bars were begun before it, and its number.
    """

    fields: Fields
    melody: MelodyBuilder
    notices: Notices
    begun: int = 1
    overlays: Overlays = field(default_factory=Overlays)
    fault: NotationError | None = None
    lines: list[tuple[int, int]] = field(default_factory=list)

    def begin_line(self, line: int) -> None:
        """Music of a line of the text follows."""
        self.lines.append((self.melody.finished + self.melody.in_bar, line))

    def line_of(self, bar: int) -> int:
        """The line of the text in which a bar begins, by its index."""
        return max((line for begun, line in self.lines if begun <= bar), default=self.begun)

    def end(self) -> None:
        """The text is over: a `(&` that is open is a fault."""
        if self.overlays.opened and not self.fault:
            self.fault = NotationError(UNCLOSED, *self.overlays.opened)

    @property
    def counts(self) -> bool:
        """Whether it has notes, or might have had."""
        return self.fault is not None or self.melody.has_music


@dataclass(slots=True)
class Voices:
    """All voices by name; the head declares them, the body switches between them."""

    notice: Callable[[str], None]
    current: Voice = field(init=False)
    _by_name: dict[str, Voice] = field(default_factory=dict)
    _first: str = ""
    _part: str = ""
    _head: Fields | None = None
    _declared: dict[str, str] = field(default_factory=dict)  # name -> what the head says of the voice

    def __post_init__(self) -> None:
        self.current = self._voice(Fields(self.notice), 1)

    def _voice(self, fields: Fields, line: int) -> Voice:
        return Voice(fields, MelodyBuilder(self.notice), Notices(), line)

    def begin_body(self) -> None:
        """The head ends: every voice begins as it says."""
        if self._head is not None:
            return
        self._head = copy(self.current.fields)
        name = self._first or "1"
        self._by_name[name] = self.current
        self._set_staff(self._declared.get(name, ""))

    def enter(self, value: str, line: int) -> None:
        """A V: field names the voice of what follows; in the head it only declares it (7.1).

        Raises ValueError.
        """
        name, _, properties = value.strip().partition(" ")
        name = name or "1"
        if self._head is None:
            self._first = self._first or name
            self._declared[name] = f"{self._declared.get(name, '')} {properties}"
            return
        if name not in self._by_name:
            self._by_name[name] = self._voice(copy(self._head), line)
            self._by_name[name].melody.start_part(self._part, at_once=False)
            properties = f"{self._declared.get(name, '')} {properties}"
        self.current = self._by_name[name]
        self._set_staff(properties)

    def _set_staff(self, properties: str) -> None:
        """The clef and octave of the voice that is current; each voice has its own (4.6)."""
        if properties.strip():
            self.current.fields.set_staff(properties, has_notes=self.current.melody.has_notes)

    def start_part(self, name: str, *, at_once: bool) -> None:
        """A P: field names the part that begins in all voices."""
        self._part = name
        for voice in self._by_name.values():
            voice.melody.start_part(name, at_once=at_once)

    def kept(self) -> tuple[Voice, str, list[Voice]]:
        """The first voice with music, or of all if none has any; its name; the others with music."""
        for voice in self._by_name.values():
            voice.end()
        counting = [(name, voice) for name, voice in self._by_name.items() if voice.counts]
        name, kept = (counting or list(self._by_name.items()))[0]
        return kept, name, [voice for _, voice in counting[1:]]
