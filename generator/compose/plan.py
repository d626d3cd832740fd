"""The plan of a tune: a resolved request in musical terms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from generator.instruments import INSTRUMENTS, Instrument
from generator.notation.form import Form
from generator.notation.theory import Key, Meter
from generator.notation.tune_types import beat_of
from generator.request import ComposeRequest


@dataclass(frozen=True, slots=True)
class Plan:
    """What to compose. `beat` is the length, in whole notes, that `tempo` counts per minute."""

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
    source: str | None
    change: str | None

    @classmethod
    def of(cls, resolved: ComposeRequest) -> Plan:
        """Raises ValueError if the request leaves something open."""
        type_, key, mode, meter, parts = (
            _required(resolved, name) for name in ("type", "key", "mode", "meter", "parts")
        )
        bars, seed, tempo = (int(_required(resolved, name)) for name in ("bars", "seed", "tempo"))
        return cls(
            type=type_,
            key=Key(key, mode),
            meter=Meter.parse(meter),
            form=Form(parts, (bars,) * len(set(parts))),
            beat=beat_of(type_, Meter.parse(meter))[0],
            tempo=tempo,
            temperature=resolved.temperature,
            top_p=resolved.top_p,
            seed=seed,
            instrument=INSTRUMENTS[resolved.instrument],
            opening=resolved.opening,
            source=resolved.source,
            change=resolved.change,
        )


def _required(resolved: ComposeRequest, name: str) -> str:
    value = getattr(resolved, name)
    if value is None:
        raise ValueError(f"the request leaves the {name} open")
    return str(value)
