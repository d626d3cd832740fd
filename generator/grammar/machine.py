"""Reads a tune's body as it is written and says which characters may follow.

Whatever is chosen among them, the tune can be finished: until it ends there is always a next character,
bars sum to the meter, repeats and endings close, the form is the one that was asked for. It accepts one
canonical way of writing, `notation.writer`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.grammar.bars import BODY, FIRST, SECOND, Place
from generator.grammar.lengths import (
    GRID,
    LENGTHS,
    TUPLETS,
    UNIT,
    OpenTuplet,
    reachable,
    ticks,
    tuplet_lengths,
)
from generator.grammar.pitches import LETTERS, REST, Ear, Window, Written
from generator.grammar.script import Rewriting, Script, Writing
from generator.notation.form import Form
from generator.notation.theory import Key, Meter

SIGNS = "^_="
END = "\n\n"
LAST = UNIT
"""Ticks that the last note has at least, where the tune must end on the tonic and its last bar has room."""

CHARACTERS = frozenset(f"|:]12\n()<>-{SIGNS}{LETTERS}{REST}',{''.join(LENGTHS)}{''.join(TUPLETS)}") - {")"}
"""All that a tune's body may be written with; a model must know them."""


@dataclass(frozen=True, slots=True)
class Task:
    """What must come out.

    `windows`: one for each octave in which the instrument could play the tune, each an octave wide or more.
    `cadence`: the last note must be the tonic. `script`: the tune to rewrite, of this form.
    """

    form: Form
    meter: Meter
    key: Key
    windows: tuple[Window, ...]
    cadence: bool = False
    script: Script | None = None


def writing(task: Task, opening: str = "") -> Writing:
    """A tune to be written, `opening` first. Raises ValueError where the opening cannot come first."""
    machine = Machine(task, opening)
    return machine if task.script is None else Rewriting(machine, task.script)


class Machine:
    """The state of one tune being written. `allowed()` is never empty before `done`."""

    def __init__(self, task: Task, opening: str = "") -> None:
        """`opening` stands there already, its last note complete. Raises ValueError if it cannot."""
        self._place = Place(task.form, ticks(task.meter.bar), script=task.script)
        self._cadence = task.cadence
        self._ear = Ear(task.key, task.windows)
        self._forced = "|:" if self._place.repeated else ""
        self._elapsed = 0
        self._note = Written()
        self._echo = ""
        self._tuplet: OpenTuplet | None = None
        self._digit_due = self._after_bar = False
        self._silent = True
        self._options: str | None = None
        self._settled = False
        self.done = False
        for character in opening:
            self.advance(character)
        self._settled = bool(opening)
        if not self.allowed():
            raise ValueError("nothing could follow the opening")

    @property
    def bars(self) -> int:
        """See Writing."""
        return self._place.behind

    def allowed(self) -> str:
        """The characters one of which must come next."""
        if self._options is None:
            self._options = self._find_options()
        return self._options

    def _find_options(self) -> str:
        if self.done:
            return ""
        if self._forced:
            return self._forced[0]
        if self._digit_due:
            return "".join(digit for digit in TUPLETS if self._opened(digit).lengths)
        if self._note.letter:
            return self._within_note()
        if self._note.sign:
            must_resolve = self._must_resolve(self._elapsed, self._tuplet)
            return self._echo[:1] or self._ear.letters(self._note.sign, on_tonic=must_resolve)
        if self._note.second_of_pair:
            return self._notes(self._elapsed, None, self._ear)
        return self._between(self._elapsed, self._tuplet, self._ear)

    def advance(self, character: str) -> None:
        """Take a character that is allowed. Raises ValueError for any other."""
        if not character or character not in self.allowed():
            raise ValueError(f"{character!r} cannot come here")
        self._options, self._settled = None, False
        if self._forced:
            self._forced = self._forced[1:]
            self.done = not self._forced and self._place.part == len(self._place.form.bars)
        elif self._digit_due:
            self._tuplet, self._digit_due = self._opened(character), False
        elif self._note.letter and character in "',":
            self._spell(self._note._replace(marks=self._note.marks + character))
        elif self._note.letter and (character.isdigit() or character == "/"):
            self._note = self._note._replace(length=self._note.length + character)
        else:
            self._take(character)

    # what may come

    def _within_note(self) -> str:
        """Marks, lengths, and what may follow the note as it stands."""
        note = self._note
        options = "" if note.length or self._settled else self._more_marks()
        if note.sounds and (self._echo or not self._ear.in_range(note)):
            return options
        ear = self._ear.after(note)
        if note.second_of_pair:
            joins = "" if self._settled else self._joins(self._elapsed)
            return options + self._between(self._elapsed, None, ear) + joins
        for missing, value in reachable(note.length):
            if missing and not self._settled and missing[0] not in options and self._fits(value):
                options += missing[0]
        value = LENGTHS.get(note.length, 0)
        if not value or not self._fits(value):
            return options
        elapsed, tuplet = self._after(value)
        options += "".join(sign for sign in self._between(elapsed, tuplet, ear) if sign not in options)
        if note.sounds and self._tuplet is None and not self._settled:
            options += self._joins(elapsed)
        return options

    def _joins(self, elapsed: int) -> str:
        """`>` and `<`, where another eighth note fits behind this one; `-`, where a note can follow."""
        note = self._note
        plain = not note.length and not note.second_of_pair
        pair = plain and self._elapsed + 2 * UNIT <= self._place.targets[-1]
        open_end = elapsed < self._place.targets[-1] and elapsed not in self._place.targets
        over = not self._place.closing and not self._place.sealed
        ties = (open_end or over) and not self._ear.leans(note)
        ties = ties and (self._ear.on_tonic(note) or self._can_resolve_later(elapsed))
        return ("><" if pair else "") + ("-" if ties else "")

    def _can_resolve_later(self, elapsed: int) -> bool:
        """Whether the same note once more, `elapsed` ticks into the bar, leaves room for the last one."""
        place = self._place
        if not place.closing:
            place, elapsed = place.bar_closed(elapsed), 0
        return not self._ends_tune(place) or elapsed + GRID + LAST <= place.targets[-1]

    def _more_marks(self) -> str:
        """Octave marks: as in the note this one is tied to, or as far as the range goes."""
        note = self._note
        if not note.sounds:
            return ""
        if self._echo:
            return self._echo[0]
        if len(note.marks) < 2 and self._ear.in_range(note._replace(marks=note.marks + note.mark)):
            return note.mark
        return ""

    def _between(self, elapsed: int, tuplet: OpenTuplet | None, ear: Ear) -> str:
        """What may stand between two notes, `elapsed` ticks into the bar."""
        if tuplet is not None:
            return self._notes(elapsed, tuplet, ear)
        if self._after_bar and not self._note.letter:
            return self._behind_bar_line(ear)
        closes = elapsed in self._place.targets and (ear.resolved or not self._ends_tune(self._place))
        closers = self._closers() if closes else ""
        if elapsed == self._place.targets[-1]:
            return closers
        return closers + self._openers(elapsed, ear)

    def _openers(self, elapsed: int, ear: Ear) -> str:
        """What may begin a note, rest or tuplet, `elapsed` ticks into the bar."""
        if self._echo:
            return self._echo[0]
        room = self._place.targets[-1] - elapsed
        opens = any(tuplet_lengths(time, room) for _, time in TUPLETS.values())
        silent = self._silent and not self._note.sounds and self._place.targets[-1] == self._place.full
        unresolved = self._ends_tune(self._place) and not ear.resolved
        rest = "" if (silent and room == GRID) or (unresolved and room <= LAST) else REST
        return self._notes(elapsed, None, ear) + rest + ("(" if opens else "")

    def _notes(self, elapsed: int, tuplet: OpenTuplet | None, ear: Ear) -> str:
        """What may begin a note: accidentals and letters."""
        if not self._must_resolve(elapsed, tuplet):
            return SIGNS + ear.letters()
        signs = "".join(sign for sign in SIGNS if ear.letters(sign, on_tonic=True))
        return signs + ear.letters(on_tonic=True)

    def _must_resolve(self, elapsed: int, tuplet: OpenTuplet | None) -> bool:
        """Whether the note that begins now has to be the tonic, lest the tune end on none of length."""
        if not self._ends_tune(self._place):
            return False
        room = self._place.targets[-1] - elapsed
        if tuplet is not None:
            return tuplet.left == 1 and tuplet.sounds == room
        begins_second = self._note.second_of_pair and not self._note.letter  # its time is counted already
        return room < LAST if begins_second else room <= LAST

    def _ends_tune(self, place: Place) -> bool:
        """Whether the bar must lead to the tonic."""
        return self._cadence and place.ends_tune

    def _closers(self) -> str:
        return ":" if self._place.closing and self._place.repeated and self._place.run != SECOND else "|"

    def _behind_bar_line(self, ear: Ear) -> str:
        ending = "1" if self._place.may_end_shared and not self._echo else ""
        if self._place.breaks_line:
            return "\n" + ending
        return self._openers(0, ear) + ending

    def _fits(self, value: int) -> bool:
        """Whether a note, or a rest, may be so long. No whole bar is all rest."""
        if self._tuplet is not None:
            return value in self._tuplet.lengths
        longest = self._place.targets[-1]
        silent = self._note.letter == REST and self._silent and longest == self._place.full
        if self._ends_tune(self._place) and not self._ear.after(self._note).resolved:
            longest -= LAST
        elif silent:
            longest -= GRID
        return self._elapsed + value <= longest

    def _opened(self, digit: str) -> OpenTuplet:
        count, time = TUPLETS[digit]
        return OpenTuplet(count, time, self._place.targets[-1] - self._elapsed)

    # what came

    def _take(self, character: str) -> None:
        """A character that ends the note being written, if there is one."""
        if character in "><" and self._note.letter:
            self._end_note(2 * UNIT)
            self._note = Written(second_of_pair=True)
            return
        if self._note.letter:
            pitch = self._note.pitch
            self._end_note(0 if self._note.second_of_pair else LENGTHS[self._note.length])
            if character == "-":
                self._echo = pitch
                return
        if character in "|:1\n":
            self._take_bar_sign(character)
        elif character == "(":
            self._digit_due, self._after_bar = True, False
        else:
            self._after_bar = False
            is_sign = character in SIGNS
            self._spell(
                self._note._replace(sign=character) if is_sign else self._note._replace(letter=character)
            )

    def _spell(self, note: Written) -> None:
        """The note's pitch so far; a tied one is spelled as the note before it."""
        self._note = note
        self._echo = self._echo[1:]

    def _end_note(self, value: int) -> None:
        self._ear = self._ear.after(self._note)
        self._elapsed, self._tuplet = self._after(value)
        self._silent = self._silent and not self._note.sounds
        self._note = Written()

    def _after(self, value: int) -> tuple[int, OpenTuplet | None]:
        """Ticks into the bar, and the tuplet, after a note of `value` written ticks."""
        tuplet = self._tuplet
        if tuplet is None:
            return self._elapsed + value, None
        tuplet = replace(tuplet, left=tuplet.left - 1, length=value)
        if tuplet.left:
            return self._elapsed, tuplet
        return self._elapsed + tuplet.sounds, None

    def _take_bar_sign(self, character: str) -> None:
        place, elapsed = self._place, self._elapsed
        if character == "\n":
            self._after_bar = False
            return
        if character == "1":
            self._place, self._after_bar = place.first_ending(), False
            return
        self._echo = self._ear.behind_bar_line(self._echo)
        self._elapsed, self._silent, self._ear = 0, True, self._ear.after_bar_line()
        if not place.closing:
            self._place, self._after_bar = place.bar_closed(elapsed), True
        elif place.repeated and place.run == FIRST:
            self._place, self._forced = place.second_ending(), "|2"
        else:
            self._end_part(elapsed)

    def _end_part(self, elapsed: int) -> None:
        place = self._place
        repeats_from_here = place.repeated and place.run == BODY
        self._forced = "|" if repeats_from_here or not place.last_part else "]"
        if place.last_part:
            self._forced += END
            self._place = replace(place, part=place.part + 1, bars=0)
            return
        self._place = place.next_part(elapsed)
        self._forced += "\n" + ("|:" if self._place.repeated else "")
