"""The catalogue of a model: which kinds of tune it has learnt, and from how many training tunes.

Users choose from it. Pure data; knows nothing of torch, so the bot can offer choices without loading a model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from math import log
from random import Random
from typing import Any, Self, TypeVar

from generator.errors import BadRequest
from generator.notation.form import Form
from generator.notation.theory import MINOR_THIRDS, MODE_NAMES, MODES, Key, Meter
from generator.notation.tune_types import MISC, beat_of
from generator.playing import TEMPOS
from generator.request import BAR_COUNTS, MOST_PARTS, TOTAL_BARS, ComposeRequest

OFFERED_FROM = 50
"""A type or mode is offered if the model has learnt from at least this many tunes of it, or from a fiftieth
of its tunes if it has learnt from few; a meter of a type from half as many."""

_COMMON_TIME = "4/4"
_PHRASE = 4
"""Bars of a phrase."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Style:
    """One kind of tune. `mode` as in `theory.MODES`, `form` as in `form.Form.field`."""

    type: str
    meter: str
    mode: str
    form: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`styles`: tunes of each style; `tonics`: mode -> tonic -> tunes, before they were moved to C."""

    model: str
    styles: Mapping[Style, int]
    tonics: Mapping[str, Mapping[str, int]]

    def _offered(self, part: Callable[[Style], str]) -> tuple[str, ...]:
        counts: Counter[str] = Counter()
        for style, count in self.styles.items():
            counts[part(style)] += count
        return tuple(value for value, count in counts.most_common() if count >= self.enough)

    @property
    def enough(self) -> int:
        """Tunes of a kind from which it is offered: `OFFERED_FROM`, fewer in a small corpus."""
        return max(3, min(OFFERED_FROM, sum(self.styles.values()) // 50))

    @property
    def types(self) -> tuple[str, ...]:
        """Types of tune on offer, commonest first; unlabelled tunes only if no tune has a label."""
        types = self._offered(lambda style: style.type)
        return tuple(one for one in types if one != MISC) or types

    @property
    def modes(self) -> tuple[str, ...]:
        return self._offered(lambda style: style.mode)

    @property
    def keys(self) -> tuple[str, ...]:
        """Tonics on offer, commonest first. All are exact: the model writes on C and is transposed."""
        counts: Counter[str] = Counter()
        for tonics in self.tonics.values():
            counts.update(tonics)
        return tuple(tonic for tonic, _ in counts.most_common())

    @property
    def parts(self) -> tuple[str, ...]:
        """Orders of parts on offer, commonest first; every type can try each."""
        return self._of_forms(lambda form: form.parts)

    @property
    def bars(self) -> tuple[int, ...]:
        """Usual lengths of a part in bars, commonest first; every type can try each."""
        return self._of_forms(lambda form: form.bars[0])

    def _of_forms(self, side: Callable[[Form], _Value]) -> tuple[_Value, ...]:
        """The values of `side` on offer, over the forms that a request can name; commonest first."""
        counts: Counter[_Value] = Counter()
        for style, count in self.styles.items():
            form = Form.parse(style.form)
            if can_be_asked(form):
                counts[side(form)] += count
        return tuple(value for value, count in counts.most_common() if count >= self.enough // 5)

    def meters(self, tune_type: str | None = None) -> tuple[str, ...]:
        """Meters on offer, of one type if given, commonest first."""
        counts: Counter[str] = Counter()
        for style, count in self.styles.items():
            if tune_type in (None, style.type):
                counts[style.meter] += count
        commonest = counts.most_common()
        return tuple(
            meter for meter, count in commonest if count >= self.enough // 2 or meter == commonest[0][0]
        )

    def complete(
        self, request: ComposeRequest, seed: int, meters: Container[str] | None = None
    ) -> ComposeRequest:
        """The request with what it leaves open drawn from `seed`, in the proportions of the training tunes.

        Only opening, source, change and model may stay None. `meters`: those from which one is drawn, all if
        None. Raises BadRequest, naming what is possible, if no training tune is like that.
        """
        self._check_known(request)
        chance = Random(seed)  # noqa: S311 - music, not secrets
        style = self._draw_style(request, chance, meters)
        tonic = request.key or self._draw_tonic(style.mode, chance)
        form = Form.parse(style.form)
        _, usual_tempo = beat_of(style.type, Meter.parse(style.meter))
        return replace(
            request,
            type=style.type, key=tonic, mode=style.mode, meter=style.meter, parts=form.parts,
            bars=form.bars[0], seed=seed, tempo=request.tempo or usual_tempo,
        )  # fmt: skip

    def _check_known(self, request: ComposeRequest) -> None:
        for option, value, offered in (
            ("type", request.type, self.types),
            ("mode", request.mode, self.modes),
            ("meter", request.meter, self.meters(request.type if request.type in self.types else None)),
        ):
            if value is not None and value not in offered:
                names = ", ".join(MODE_NAMES.get(one, one) for one in offered)
                of = f"for a {request.type} " if option == "meter" and request.type in self.types else ""
                raise BadRequest(option, MODE_NAMES.get(value, value), f"{of}this model knows only {names}")

    def _draw_style(self, request: ComposeRequest, chance: Random, among: Container[str] | None) -> Style:
        """A style that has all that was asked. The form need not be known: any type can try any form."""
        meters, modes = {one: self.meters(one) for one in self.types}, self.modes
        fitting = {
            style: count
            for style, count in self.styles.items()
            if style.meter in meters.get(style.type, ())
            and style.mode in modes
            and request.type in (None, style.type)
            and request.meter in (None, style.meter)
            and (among is None or style.meter in among)
            and request.mode in (None, style.mode)
            and (request.key is None or _has_key(request.key, style.mode))
            and can_be_asked(_reshaped(Form.parse(style.form), request))
        }
        if not fitting:
            asked = " ".join(
                filter(None, (request.type, request.meter, request.mode and MODE_NAMES[request.mode]))
            )
            raise BadRequest("mode", asked, "no training tune has all of these; leave one of them out")
        as_asked = {
            style: count for style, count in fitting.items() if _fits_form(request, Form.parse(style.form))
        }
        if as_asked:
            return _draw(self._usual(as_asked), chance)
        style = _draw(fitting, chance)
        return replace(style, form=_reshaped(Form.parse(style.form), request).field)

    def _usual(self, styles: Mapping[Style, int]) -> Mapping[Style, int]:
        """The styles without rare forms that are no whole phrases; all of them if none would be left."""
        tunes: Counter[tuple[str, str]] = Counter()
        for style, count in self.styles.items():
            tunes[style.type, style.form] += count
        usual = {
            style: n
            for style, n in styles.items()
            if _has_whole_phrases(style.form) or tunes[style.type, style.form] >= self.enough // 5
        }
        return usual or styles

    def _draw_tonic(self, mode: str, chance: Random) -> str:
        return _draw(self.tonics[mode], chance)

    def modes_near(self, mode: str) -> list[str]:
        """Modes on offer: those with the same third first, by how near their signatures are."""
        return sorted(self.modes, key=lambda one: _steps_between(mode, one))

    def nearest(self, tune_type: str | None, meter: Meter, mode: str) -> Style:
        """The style, but for the form, that the model takes a tune for: its own, or the nearest on offer.

        Of meters that with a bar as long, then of the same kind of beat, then the nearest in length; of modes
        that with the same third and the nearest signature.
        """
        name = min(self.meters(), key=lambda one: _distance(meter, Meter.parse(one)))
        near_mode = self.modes_near(mode)[0]
        fitting: Counter[str] = Counter()
        for style, count in self.styles.items():
            if style.meter == name and style.type in self.types:
                fitting[style.type] += count * (1 + (style.mode == near_mode))
        if tune_type is None or tune_type not in fitting:
            tune_type = fitting.most_common(1)[0][0] if fitting else self.types[0]
        return Style(tune_type, name, near_mode, "")

    def nearest_request(self, request: ComposeRequest) -> ComposeRequest:
        """The request where it is possible; else of the type, meter and mode on offer that are nearest.

        A tempo that is asked for stays as quick, in the beats of the new type and meter.
        """
        with suppress(BadRequest):
            self.complete(request, 0)
            return request
        meter = Meter.parse(request.meter or _COMMON_TIME)
        style = self.nearest(request.type, meter, request.mode or "maj")
        if request.tempo:
            was, _ = beat_of(request.type or MISC, meter)
            now, _ = beat_of(style.type, Meter.parse(style.meter))
            request = replace(request, tempo=max(TEMPOS[0], min(TEMPOS[1], round(request.tempo * was / now))))
        request = replace(request, type=request.type and style.type, meter=request.meter and style.meter)
        for mode in self.modes_near(request.mode) if request.mode else ():
            with suppress(BadRequest):
                self.complete(replace(request, mode=mode), 0)
                return replace(request, mode=mode)
        return replace(request, mode=None)

    def to_json(self) -> dict[str, Any]:
        styles = [[one.type, one.meter, one.mode, one.form, count] for one, count in self.styles.items()]
        return {"styles": styles, "tonics": {mode: dict(tonics) for mode, tonics in self.tonics.items()}}

    @classmethod
    def from_json(cls, model: str, data: Mapping[str, Any]) -> Self:
        styles = {Style(*row[:4]): row[4] for row in data["styles"]}
        return cls(model=model, styles=styles, tonics=data["tonics"])


def _distance(meter: Meter, other: Meter) -> tuple[bool, bool, bool, float]:
    """How far another meter is from this one, what counts most first."""
    longer = abs(log(meter.bar / other.bar))
    return meter.name != other.name, longer > 0, meter.compound != other.compound, longer


def _steps_between(mode: str, other: str) -> tuple[bool, int]:
    """How far another mode is from this one: whether its third differs, and in how many signs."""
    thirds = (one in MINOR_THIRDS for one in (mode, other))
    return next(thirds) != next(thirds), abs(MODES[mode] - MODES[other])


def _has_whole_phrases(form: str) -> bool:
    return all(bars % _PHRASE == 0 for bars in Form.parse(form).bars)


def _has_key(tonic: str, mode: str) -> bool:
    try:
        Key(tonic, mode)
    except ValueError:
        return False
    return True


def _reshaped(form: Form, request: ComposeRequest) -> Form:
    """The form with the parts and bars that were asked for."""
    if request.parts is None and request.bars is None:
        return form
    parts = request.parts or form.parts
    return Form(parts, (request.bars or form.bars[0],) * len(set(parts)))


def can_be_asked(form: Form) -> bool:
    """Whether a request can name this form, so that it can be drawn and asked for again."""
    fits = BAR_COUNTS[0] <= form.bars[0] <= BAR_COUNTS[1] and TOTAL_BARS[0] <= sum(form.bars) <= TOTAL_BARS[1]
    return form.even and fits and len(form.bars) <= MOST_PARTS


def _fits_form(request: ComposeRequest, form: Form) -> bool:
    return request.parts in (None, form.parts) and request.bars in (None, form.bars[0])


def _draw(counts: Mapping[_Value, int], chance: Random) -> _Value:
    return chance.choices(list(counts), weights=list(counts.values()))[0]
