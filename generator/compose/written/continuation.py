"""A tune that begins as another one does: the options of a request for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from math import ceil, log

from generator.catalogue import Catalogue
from generator.compose.written.plain_notes import has_notes, plain_bars
from generator.errors import BadRequest, NotationError
from generator.instruments import DEFAULT_INSTRUMENT, INSTRUMENTS, Instrument
from generator.notation.melody import Bar, Melody, Note
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.transpose import OCTAVES, lies_within, mean_pitch, to_tonic
from generator.notation.writing.bars import write_notes
from generator.request import OPENING_LENGTH, ComposeRequest

_BARS = 2
_NAME = "continue"
"""The option, as the command line has it."""


def continued(
    abc: str,
    catalogue: Catalogue,
    *,
    key: str | None = None,
    instrument: str = DEFAULT_INSTRUMENT,
    tune_type: str | None = None,
) -> dict[str, str]:
    """The options `opening` (the tune's first two bars, with their pickup), `key`, `mode` and `meter`.

    The opening is what one voice of the model's notes can say of it: the highest note of a chord, no graces,
    no rarer lengths than it writes. With a `key` it is transposed. Where the instrument cannot play it, it is
    moved by octaves. Where the model has not learnt the mode or the meter, the mode is the nearest one that
    it has, and the meter one into whose bars the tune's can be cut or joined: 12/8 becomes 6/8. The `type` is
    among the options if the model knows it in that meter and mode.

    Raises BadRequest for what is no tune, for other meters, and for notes that the instrument does not have
    in any octave.
    """
    try:
        tune = read_abc(abc)
    except NotationError as error:
        allowed = f"{error.problem} (line {error.line}, column {error.column})"
        raise BadRequest(_NAME, "this tune", allowed) from None
    bars = _first_bars(tune)
    meter = _meter(tune, bars, catalogue)
    bars = list(_cut(bars, tune.meter.bar if not tune.meter.free else meter.bar, meter.bar))
    if not has_notes(bars):
        raise BadRequest(_NAME, "this tune", "it must begin with notes of which a bar can be made")
    begun = replace(tune, meter=meter, key=replace(tune.key, altered=()), bars=tuple(bars))
    begun = _playable(begun, key, INSTRUMENTS[instrument])
    options = {"key": begun.key.tonic, "meter": meter.name} | _learnt(catalogue, begun, tune_type)
    return {"opening": _written(begun, Key(options["key"], options["mode"])), **options}


def _learnt(catalogue: Catalogue, begun: Melody, tune_type: str | None) -> dict[str, str]:
    """The nearest mode, with the type if possible, of which the model has learnt tunes in this meter and key.

    Raises BadRequest.
    """
    asked = {"key": begun.key.tonic, "meter": begun.meter.name}
    types = [] if tune_type is None else [{"type": tune_type}]
    for mode in catalogue.modes_near(begun.key.mode):
        for options in (*types, {}):
            with suppress(BadRequest):
                catalogue.complete(ComposeRequest.from_json({**asked, "mode": mode, **options}), 0)
                return {"mode": mode, **options}
    raise BadRequest(_NAME, f"a tune in {begun.key.name}", "this model has learnt no mode for it")


def _first_bars(tune: Melody) -> list[Bar]:
    """The bars from the first that has notes, without a lead-in before a pickup; in plain notes."""
    bars = plain_bars(tune.bars)
    first = next((at for at, bar in enumerate(bars) if has_notes([bar])), 0)
    bars = bars[first:]
    full = tune.meter.bar
    if len(bars) > 1 and not tune.meter.free and max(bars[0].duration, bars[1].duration) < full:
        bars = bars[1:]
    return bars


def _meter(tune: Melody, bars: Sequence[Bar], catalogue: Catalogue) -> Meter:
    """The tune's meter, or the nearest on offer into whose bars its own can be cut or joined.

    A free meter is that of its second bar. Raises BadRequest.
    """
    offered = [Meter.parse(name) for name in catalogue.meters()]
    if tune.meter.free:
        length = bars[min(1, len(bars) - 1)].duration
        found = [one for one in offered if one.bar == length]
    else:
        found = sorted(
            (one for one in offered if _fits(one, tune.meter)),
            key=lambda one: (abs(log(one.bar / tune.meter.bar)), one.unit != tune.meter.unit),
        )
    if not found:
        names = ", ".join(one.name for one in offered)
        raise BadRequest(_NAME, f"a tune in M:{tune.meter.name}", f"this model goes on in {names} only")
    return found[0]


def _fits(offered: Meter, meter: Meter) -> bool:
    """Whether bars of one meter can be cut or joined into those of the other, beat by beat."""
    same_beat = offered.compound == meter.compound or meter.bar == Fraction(3, 8)
    cut = not meter.bar % offered.bar and not offered.bar % meter.beat
    joined = not offered.bar % meter.bar and meter.bar < offered.bar
    return meter.name == offered.name or (same_beat and (cut or joined))


def _cut(bars: Sequence[Bar], full: Fraction, new: Fraction) -> list[Bar]:
    """A pickup and the first two bars, in bars of `new` whole notes instead of `full`."""
    kept = list(_full_bars(bars, full, max(_BARS, ceil(_BARS * new / full))))
    if new == full:
        return plain_bars(kept)
    pickup = kept[:1] if kept[0].duration < full else []
    notes = [note for bar in kept[len(pickup) :] for note in bar.notes]
    begun = [Bar(tuple(_first([*pickup[0].notes], new)))] if pickup else []
    return plain_bars([*begun, *_barred(notes, new)])


def _full_bars(bars: Sequence[Bar], full: Fraction, left: int) -> Iterator[Bar]:
    """A pickup and so many bars; up to where a bar is not full, or is only a rest."""
    for at, bar in enumerate(bars):
        if not left or (at and not has_notes([bar])):
            return
        yield bar if bar.duration <= full else Bar(tuple(_first(bar.notes, full)))
        left -= bar.duration >= full
        if bar.duration > full or (at and bar.duration < full):
            return


def _without_ties(notes: Sequence[Note]) -> Iterator[Note]:
    """The notes with those that are tied made one, but for tuplets."""
    held: Note | None = None
    for note in notes:
        joins = held and held.tied and not (held.tuplet or note.tuplet)
        if held and not joins:
            yield held
        held = replace(note, length=held.length + note.length) if held and joins else note
    if held:
        yield held


def _barred(notes: Sequence[Note], full: Fraction) -> Iterator[Bar]:
    """The notes in two bars of this length; a note over a bar line is tied."""
    bar: list[Note] = []
    room, made = full, 0
    for note in _without_ties(notes):
        left = note.duration
        while left > room and note.tuplet is None:
            bar.append(replace(note, length=room, tied=bool(note.pitches)))
            left -= room
            yield Bar(tuple(bar))
            bar, room, made = [], full, made + 1
            if made == _BARS:
                return
        if left > room:
            break  # a tuplet over a bar line
        bar.append(note if note.tuplet else replace(note, length=left))
        room -= left
        if not room:
            yield Bar(tuple(bar))
            bar, room, made = [], full, made + 1
            if made == _BARS:
                return
    if bar:
        yield Bar(tuple(bar))


def _first(notes: Sequence[Note], room: Fraction) -> Iterator[Note]:
    """The first notes, as many as fit into `room`, the last cut off there; a tuplet whole or not at all."""
    index = 0
    while index < len(notes):
        group = notes[index : index + (notes[index].first_of_tuplet or 1)]
        length = sum((note.duration for note in group), Fraction(0))
        if length > room:
            yield from (replace(note, length=room, tied=False) for note in group if room and not note.tuplet)
            return
        room -= length
        yield from group
        index += len(group)


def _playable(begun: Melody, key: str | None, instrument: Instrument) -> Melody:
    """The notes on the tonic `key`, in the nearest octave that the instrument can play. Raises BadRequest."""
    try:
        moved = [to_tonic(begun, key or begun.key.tonic, octave=octave) for octave in (*OCTAVES, 2)]
    except ValueError:
        raise BadRequest("key", key, "it does not exist in this tune's mode") from None
    playable = [one for one in moved if lies_within(one, instrument.lowest, instrument.highest)]
    if not playable:
        raise BadRequest("instrument", instrument.name, "it cannot play the first bars of this tune")
    return min(playable, key=lambda one: abs(mean_pitch(one) - mean_pitch(begun)))


def _written(begun: Melody, key: Key) -> str:
    """The bars as an opening, as many as it may have characters.

    A last bar that is short is not closed, so that the model fills it.
    """
    text = ""
    for bar in begun.bars:
        more = write_notes(bar, key) + "|"
        if text and len(text) + len(more) > OPENING_LENGTH:
            break
        text += more
        if bar.duration < begun.meter.bar and text != more:
            return text.removesuffix("|")
    return text
