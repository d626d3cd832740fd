"""Checks of a tune as the model wrote it: whether it can be read, its bars add up, its form is as asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from generator.errors import NotationError
from generator.notation.checker import bar_problems, check
from generator.notation.form import Form, FormError, form_of
from generator.notation.intervals import pitches_of
from generator.notation.melody import Melody
from generator.notation.model_text import END, read_model_text, split_model_text


@dataclass(frozen=True, slots=True)
class CheckedTune:
    """A text, read as far as possible.

    `melody` is None unless the text ends and is ABC; `form` is None unless its repeats pair up as well.
    """

    header: Mapping[str, str]
    melody: Melody | None
    form: Form | None

    @property
    def parses(self) -> bool:
        """Whether it can be read."""
        return self.melody is not None

    @property
    def bars_exact(self) -> bool:
        """Whether every bar is full, a pickup and the end of the part before it making one bar together."""
        return self.melody is not None and not bar_problems(self.melody)

    @property
    def valid(self) -> bool:
        """Whether the composer's checker accepts it, in whatever form."""
        return self.melody is not None and not check(self.melody)

    @property
    def ends_on_tonic(self) -> bool:
        """Whether its last note is the tonic, in any octave."""
        if self.melody is None:
            return False
        last = pitches_of(self.melody)[-1:]
        return [pitch % 12 for pitch in last] == [self.melody.key.tonic_class]

    @property
    def as_asked(self) -> bool:
        """Whether its form is the one that its header announces."""
        return self.form is not None and self.form.field == self.header.get("P")


def check_tune(text: str) -> CheckedTune:
    """Reads what the model wrote, including the blank line that ends a tune."""
    header, _ = split_model_text(text)
    if not text.endswith(END):
        return CheckedTune(header, None, None)
    try:
        melody = read_model_text(text)
    except NotationError:
        return CheckedTune(header, None, None)
    try:
        return CheckedTune(header, melody, form_of(melody))
    except FormError:
        return CheckedTune(header, melody, None)


def forms_by_type(tunes: Iterable[CheckedTune]) -> dict[str, set[str]]:
    """Type of tune -> the forms of the tunes of that type, as `Form.field`."""
    forms: dict[str, set[str]] = defaultdict(set)
    for tune in tunes:
        if tune.form:
            forms[tune.header["R"]].add(tune.form.field)
    return dict(forms)


def pass_rates(tunes: Sequence[CheckedTune], known_forms: Mapping[str, AbstractSet[str]]) -> dict[str, float]:
    """The share of the tunes that pass each check, 0..1; `known_forms` comes from `forms_by_type`."""

    def share(flags: Iterable[bool]) -> float:
        return sum(flags) / len(tunes)

    return {
        "parse": share(tune.parses for tune in tunes),
        "bars_exact": share(tune.bars_exact for tune in tunes),
        "valid": share(tune.valid for tune in tunes),
        "as_asked": share(tune.as_asked for tune in tunes),
        "ends_on_tonic": share(tune.ends_on_tonic for tune in tunes),
        "form_known": share(
            tune.form is not None and tune.form.field in known_forms.get(tune.header.get("R", ""), ())
            for tune in tunes
        ),
    }
