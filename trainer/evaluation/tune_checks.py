"""What is right and wrong with a tune as the model wrote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from generator.compose.originality import pitches_of
from generator.errors import NotationError
from generator.notation.checker import bar_problems, check
from generator.notation.form import Form, FormError, form_of
from generator.notation.melody import Melody
from generator.notation.model_text import END, read_model_text, split_model_text


@dataclass(frozen=True, slots=True)
class Judged:
    """A text read as far as it can be: `melody` if it ends and is ABC, `form` if its repeats pair up too."""

    header: Mapping[str, str]
    melody: Melody | None
    form: Form | None

    @property
    def parses(self) -> bool:
        return self.melody is not None

    @property
    def bars_exact(self) -> bool:
        """By the strict rule: pickups and part ends complement each other."""
        return self.melody is not None and not bar_problems(self.melody)

    @property
    def valid(self) -> bool:
        """Whether the composer would take it, were its form the one that was asked for."""
        return self.melody is not None and not check(self.melody)

    @property
    def ends_on_tonic(self) -> bool:
        if self.melody is None:
            return False
        last = pitches_of(self.melody)[-1:]
        return [pitch % 12 for pitch in last] == [self.melody.key.tonic_class]

    @property
    def as_asked(self) -> bool:
        """Whether its form is the one that its header announces."""
        return self.form is not None and self.form.field == self.header.get("P")


def judge(text: str) -> Judged:
    """Read what the model wrote, up to and with the blank line that ends it."""
    header, _ = split_model_text(text)
    if not text.endswith(END):
        return Judged(header, None, None)
    try:
        melody = read_model_text(text)
    except NotationError:
        return Judged(header, None, None)
    try:
        return Judged(header, melody, form_of(melody))
    except FormError:
        return Judged(header, melody, None)


def forms_by_type(tunes: Iterable[Judged]) -> dict[str, set[str]]:
    """Type of tune -> the forms it has been met in, as `Form.field`."""
    forms: dict[str, set[str]] = defaultdict(set)
    for tune in tunes:
        if tune.form:
            forms[tune.header["R"]].add(tune.form.field)
    return dict(forms)


def shares(tunes: Sequence[Judged], known: Mapping[str, AbstractSet[str]]) -> dict[str, float]:
    """Share of the tunes that each property holds for, 0..1; `known` as from `forms_by_type`."""

    def share(flags: Iterable[bool]) -> float:
        return sum(flags) / len(tunes)

    return {
        "parse": share(tune.parses for tune in tunes),
        "bars_exact": share(tune.bars_exact for tune in tunes),
        "valid": share(tune.valid for tune in tunes),
        "as_asked": share(tune.as_asked for tune in tunes),
        "ends_on_tonic": share(tune.ends_on_tonic for tune in tunes),
        "form_known": share(
            tune.form is not None and tune.form.field in known.get(tune.header.get("R", ""), ())
            for tune in tunes
        ),
    }
