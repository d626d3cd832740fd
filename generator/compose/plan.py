"""The plan of a tune: a resolved request in musical terms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from generator.catalogue import Style
from generator.instruments import INSTRUMENTS, Instrument
from generator.notation.form import Form
from generator.notation.model_text import TONIC
from generator.notation.theory import Key, Meter
from generator.notation.tune_types import beat_of
from generator.request import ComposeRequest


@dataclass(frozen=True, slots=True)
class Plan:
    """What to compose. `beat` is the length, in whole notes, that `tempo` counts per minute.

    Of a variation it is what the model takes the source for: the nearest type, meter and mode that it has
    learnt, and the form as its text says it; the key is then C.
    """

    type: str
    key: Key
    meter: Meter
    form: Form
    beat: Fraction
    tempo: int
    temperature: float
    top_p: float
    seed: int
    instrument: Instrument
    opening: str | None

    @classmethod
    def of(cls, resolved: ComposeRequest) -> Plan:
        """Raises ValueError if the request leaves something open."""
        type_, key, mode, meter, parts = (
            _required(resolved, name) for name in ("type", "key", "mode", "meter", "parts")
        )
        bars = int(_required(resolved, "bars"))
        _required(resolved, "tempo")
        letters = len(set(parts))
        return cls._made(resolved, type_, Key(key, mode), Meter.parse(meter), Form(parts, (bars,) * letters))

    @classmethod
    def of_variation(cls, resolved: ComposeRequest, shown: Style, form: Form) -> Plan:
        """`shown`: what the model takes the source for. Raises ValueError if the seed is open."""
        meter = Meter.parse(shown.meter)
        return cls._made(resolved, shown.type, Key(TONIC, shown.mode), meter, form)

    @classmethod
    def _made(cls, resolved: ComposeRequest, type_: str, key: Key, meter: Meter, form: Form) -> Plan:
        beat, usual = beat_of(type_, meter)
        return cls(
            type=type_,
            key=key,
            meter=meter,
            form=form,
            beat=beat,
            tempo=resolved.tempo or usual,
            temperature=resolved.temperature,
            top_p=resolved.top_p,
            seed=int(_required(resolved, "seed")),
            instrument=INSTRUMENTS[resolved.instrument],
            opening=resolved.opening,
        )


def _required(resolved: ComposeRequest, name: str) -> str:
    value = getattr(resolved, name)
    if value is None:
        raise ValueError(f"the request leaves the {name} open")
    return str(value)
