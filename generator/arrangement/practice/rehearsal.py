"""The rehearsal of a tune: the bars of a section in the order in which they are practised, loop after loop.

A loop follows the one before it without a gap: its pickup takes the place of the end of the bar before it.
Knows nothing of players.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, groupby, takewhile

from generator.arrangement.pace import at_tempo, in_proportion, tempo_marks, times_faster
from generator.arrangement.parts import Tempos, seconds_of
from generator.arrangement.timeline import PlayedBar, timeline, with_lead_ins
from generator.errors import BadRequest
from generator.notation.form import FormError
from generator.notation.melody import Bar, Melody, Note
from generator.notation.places import named, parts_of, places, what_can_be_named
from generator.notation.tune_types import beat_of
from generator.playing import MOST_NOTES, MOST_SECONDS, minutes_too_long
from generator.practice import Practice

Loop = tuple[PlayedBar, ...]


def rehearse(melody: Melody, practice: Practice, tempo: int | None = None) -> list[Loop]:
    """The bars of each loop; onsets count from the first of all.

    `tempo`: that of 100 %, in the beat of the tune's own; None: its own. A section with endings is played
    with another one each time, as in the tune. Raises BadRequest for a section that the tune does not have,
    for what is too much to play, and for a click where no meter has beats.
    """
    _, usual = melody.tempo or beat_of(melody.rhythm, melody.meter)
    full = tempo or usual
    bars = timeline(at_tempo(melody, full))
    passes = _passes(melody, bars, practice.section)
    _check_all_are_played(melody, passes, practice)
    _check_size(practice, passes, full)
    return _in_a_row(
        [
            tuple(_paced(bar, Fraction(beats, full)) for bar in with_lead_ins(one))
            for one, beats in zip(cycle(passes), beats_a_minute(practice, full), strict=False)
        ]
    )


def can_be_counted_in(melody: Melody, practice: Practice, tempo: int | None = None) -> bool:
    """Whether what is practised begins with a bar that has beats. Raises BadRequest as `rehearse` does."""
    loops = rehearse(melody, replace(practice, count_in=False, click=False), tempo)
    return not loops[0][0].meter.free


def _paced(bar: PlayedBar, factor: Fraction) -> PlayedBar:
    return replace(bar, bar=in_proportion(bar.bar, factor), tempo=times_faster(bar.tempo, factor))


def beats_a_minute(practice: Practice, tempo: int) -> list[int]:
    """The tempo of each loop, that of 100 % being `tempo`."""
    return [max(1, round(tempo * percent / 100)) for percent in practice.percents]


def strict_tempi(bars: Sequence[PlayedBar]) -> Tempos:
    """The tempo marks of bars that are practised: nothing slows down, breathes or is held."""
    return tempo_marks(bars, slows=False, plain=True)


def bar_positions(bars: Sequence[PlayedBar]) -> list[Fraction]:
    """Where in a full bar each begins: a pickup, and a short bar that completes the one before it."""
    found: list[Fraction] = []
    end = Fraction(0)
    for bar in bars:
        completes = not bar.offset and end > 0 and end + bar.bar.duration <= bar.meter.bar
        found.append(bar.offset or (end if completes and not bar.meter.free else Fraction(0)))
        end = (found[-1] + bar.bar.duration) % bar.meter.bar
    return found


def count_in_length(first: PlayedBar) -> Fraction:
    """Of the count-in before this bar: with its pickup one bar, or two if that is longer than half a bar."""
    full = first.meter.bar
    pickup = full - first.offset if first.offset else Fraction(0)
    return full * (2 if pickup > full / 2 else 1) - pickup


def _passes(melody: Melody, bars: Sequence[PlayedBar], section: str | None) -> list[Loop]:
    """Each way in which a section is played in the tune, whose timeline is `bars`."""
    if section is None:
        return [tuple(bars)]
    wanted = _wanted(melody, section)
    stretches = list(_stretches(bars, wanted))
    written = {tuple(bar.written for bar in one): one for one in reversed(stretches)}
    longest = [
        one for key, one in reversed(written.items()) if not any(set(key) < set(other) for other in written)
    ]
    if not longest:
        raise BadRequest("section", section, "this tune never plays it")
    begins = {one[len(_lead_in(one))].written for one in longest}
    if len(begins) > 1 and begins <= _in_endings(melody) and not section.isalpha():
        allowed = (
            "this tune plays one ending or the other; choose bars of one of them, or some before them too"
        )
        raise BadRequest("section", section, allowed)
    if len(begins) > 1 and not begins <= _in_endings(melody):
        allowed = "this tune does not play these bars one after the other; choose fewer of them"
        raise BadRequest("section", section, allowed)
    return _led_in(longest, bars)


def _check_all_are_played(melody: Melody, passes: Sequence[Loop], practice: Practice) -> None:
    """Raises BadRequest if bars that were chosen by their numbers would not be heard.

    A part is more than its bars: of its endings, one loop has one.
    """
    if practice.section is None or practice.section.isalpha():
        return
    numbers = {place.index: place.number for place in named(places(melody), practice.section)}
    heard = [{numbers[bar.written] for bar in one if bar.written in numbers} for one in passes]
    never = set(numbers.values()).difference(*heard)
    if never:
        allowed = f"this tune does not play bar {min(never)} with the others; choose fewer bars"
        raise BadRequest("section", practice.section, allowed)
    if set(numbers.values()).difference(*heard[: practice.loops]):
        allowed = (
            f"these bars have {len(passes)} endings, one for each loop, so it must be at least {len(passes)}"
        )
        raise BadRequest("loops", practice.loops, allowed)


def _in_endings(melody: Melody) -> set[int]:
    """The bars of all endings: of those that are asked for, a loop has one ending or the other."""
    return {index for part in parts_of(melody) for ending in part.runs[1:] for index in ending}


def _wanted(melody: Melody, section: str) -> set[int]:
    """The bars of a section as written."""
    try:
        found = places(melody)
    except FormError as error:
        allowed = f"this tune can only be practised as a whole: {error}"
        raise BadRequest("section", section, allowed) from None
    wanted = {place.index for place in named(found, section)}
    if not wanted:
        raise BadRequest("section", section, f"this tune has {what_can_be_named(found)}")
    return wanted


def _stretches(bars: Sequence[PlayedBar], wanted: set[int]) -> Iterator[Loop]:
    """The wanted bars that are played one after the other, in the order as written."""
    stretch: list[PlayedBar] = []
    for bar in bars:
        if stretch and (bar.written not in wanted or bar.written <= stretch[-1].written):
            yield tuple(stretch)
            stretch = []
        if bar.written in wanted:
            stretch.append(bar)
    if stretch:
        yield tuple(stretch)


def _lead_in(stretch: Loop) -> Loop:
    """The pickups with which it begins, if it goes on after them."""
    found = tuple(takewhile(lambda bar: bar.offset, stretch))
    return found if len(found) < len(stretch) else ()


def _led_in(stretches: Sequence[Loop], bars: Sequence[PlayedBar]) -> list[Loop]:
    """Stretches that begin with the same bar, each after its pickup.

    A pickup before `|:` is played once in the tune `bars`, and an ending leads back to what comes after it:
    with notes of its own, or with a short bar, which leaves room for the pickup.
    """
    lead_in = max(map(_lead_in, stretches), key=len)
    length = sum((bar.bar.duration for bar in lead_in), Fraction(0))
    found: list[Loop] = []
    for one in stretches:
        before = next((bar for bar in bars if bar.end == one[0].onset), None)
        if not _lead_in(one) and before and before.bar.duration + length <= before.meter.bar:
            again = (replace(bar, time_through=one[0].time_through) for bar in lead_in)
            found.append((*again, *one))
        else:
            found.append(one)
    return found


def _in_a_row(loops: Sequence[Loop]) -> list[Loop]:
    """The loops with onsets from the first on, each joined to the next, and counted as times through."""
    begun: dict[int, int] = {}
    onset = Fraction(0)
    found: list[Loop] = []
    for index, loop in enumerate(loops):
        following = loops[index + 1][0] if index + 1 < len(loops) else None
        placed: list[PlayedBar] = []
        for (part, _), group in groupby(_joined(loop, following), lambda bar: (bar.part, bar.time_through)):
            begun[part] = begun.get(part, 0) + 1
            for bar in group:
                placed.append(replace(bar, onset=onset, time_through=begun[part], ends_tune=False))
                onset += bar.bar.duration
        goes_on = following is not None and following.part == loop[-1].part
        placed[-1] = replace(
            placed[-1], ends_time_through=True, ends_part=not goes_on, ends_tune=following is None
        )
        found.append(tuple(placed))
    return found


def _joined(loop: Loop, following: PlayedBar | None) -> Loop:
    """The loop with a last bar that ends where the following one begins in its bar."""
    last = loop[-1]
    if following is None or last.meter.free:
        return loop
    full = last.meter.bar
    begins = following.offset if following.offset and following.meter == last.meter else full
    missing = begins - bar_positions(loop)[-1] - last.bar.duration
    length = last.bar.duration + missing
    if not 0 < length <= full:
        return loop
    return *loop[:-1], replace(last, bar=_of_length(last.bar, length))


def _of_length(bar: Bar, length: Fraction) -> Bar:
    """The bar cut off, or with a rest at its end."""
    kept: list[Note] = []
    onset = Fraction(0)
    for note in bar.notes:
        left = min(note.duration, length - onset)
        if left > 0:
            kept.append(replace(note, length=note.length * left / note.duration))
            onset += left
    kept[-1] = replace(kept[-1], tied=False)
    if onset < length:
        kept.append(Note((), length - onset))
    changes = tuple(change for change in bar.changes if change.onset < length)
    return replace(bar, notes=tuple(kept), changes=changes)


def _check_size(practice: Practice, passes: Sequence[Loop], tempo: int) -> None:
    """Raises BadRequest for what cannot be counted and for what is too much, before it is made.

    `passes`: the ways in which the section is played, at 100 %, which are `tempo` beats a minute.
    """
    asked = {
        "count_in": practice.count_in and passes[0][0].meter.free,
        "click": practice.click and all(bar.meter.free for one in passes for bar in one),
    }
    for name in (name for name, missing in asked.items() if missing):
        shown = name.replace("_", "-")
        raise BadRequest(name, shown, "these bars have no meter, so there are no beats to count")
    lasting = [_seconds(one) for one in passes]
    notes = [sum(len(note.pitches) for bar in one for note in bar.bar.notes) for one in passes]

    def problem(count: int) -> str:
        """What is wrong with so many loops; "" for nothing."""
        try:
            beats = beats_a_minute(replace(practice, loops=count), tempo)
        except BadRequest as error:
            return str(error)
        seconds = sum(lasting[index % len(passes)] * tempo / one for index, one in enumerate(beats))
        if practice.count_in:
            quarters = strict_tempi(passes[0][:1])[0][1] * beats[0] / tempo
            seconds += float(count_in_length(passes[0][0]) * 240 / quarters)
        if seconds > MOST_SECONDS:
            return f"that would last {minutes_too_long(seconds)}, and the limit is {MOST_SECONDS // 60}"
        if sum(notes[index % len(passes)] for index in range(count)) > MOST_NOTES:
            return f"that would be more than {MOST_NOTES} notes"
        return ""

    if wrong := problem(practice.loops):
        if practice.loops == len(set(practice.percents)) > 1 and practice.step_percent:
            steps = f"{practice.from_percent} to {practice.to_percent} % in steps of {practice.step_percent}"
            allowed = f"in {practice.loops} loops {wrong}; larger steps or a shorter section may fit"
            raise BadRequest("percent", steps, allowed)
        fewer = next((count for count in range(practice.loops - 1, 0, -1) if not problem(count)), 0)
        times = "once" if fewer == 1 else f"{fewer} times"
        would = f"{times} would fit" if fewer else "a shorter section or a faster tempo would fit"
        raise BadRequest("loops", practice.loops, f"{wrong}; {would}")


def _seconds(one: Loop) -> float:
    """How long the bars last where others may follow."""
    joined = _joined(one, one[0])
    return max(_lasting(one), _lasting(joined))


def _lasting(bars: Loop) -> float:
    start = bars[0].onset
    marks = strict_tempi([replace(bar, onset=bar.onset - start) for bar in bars])
    return seconds_of(marks, bars[-1].end - start)
