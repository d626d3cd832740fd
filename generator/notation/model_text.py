"""The text that the model reads and writes: ABC without what it need not learn.

    R:jig
    M:6/8
    K:Cmaj
    P:AABB 8
    |:GEG cGE|…:|

Every tune is on the tonic C (the composer transposes it to the key that was asked for), and its form
comes before its first note. The unit is always 1/8. A blank line ends a tune.
"""

from __future__ import annotations

from generator.errors import NotationError
from generator.notation.bare import bare
from generator.notation.form import Form
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_body

TONIC = "C"
CENTRE = 72
"""MIDI pitch that the mean pitch of a tune lies near to: of its octaves on C, the nearest is written."""

START = "\n"
"""What the model is fed before a tune's first character."""

END = "\n\n"

_FIELDS = {"R:", "M:", "K:", "P:"}


def write_header(tune_type: str, meter: str, mode: str, form: Form) -> str:
    """The header, which comes before the first note."""
    return f"R:{tune_type}\nM:{meter}\nK:{TONIC}{mode}\nP:{form.field}\n"


def write_model_text(melody: Melody, form: Form) -> str:
    """A tune on C (`melody.key.tonic`) as the model should write it, ending in a newline."""
    header = write_header(melody.rhythm, melody.meter.name, melody.key.mode, form)
    return f"{header}{write_body(bare(melody))}\n"


def split_model_text(text: str) -> tuple[dict[str, str], str]:
    """Header fields and body."""
    lines = text.strip("\n").split("\n")
    header = [line for line in lines if line[:2] in _FIELDS]
    fields = {line[0]: line[2:] for line in header}
    return fields, "\n".join(line for line in lines if line[:2] not in _FIELDS)


def read_model_text(text: str) -> Melody:
    """The melody of a tune that the model wrote. Raises NotationError."""
    fields, body = split_model_text(text)
    if not {"R", "M", "K"} <= fields.keys():
        raise NotationError("the header is not complete", 1, 1)
    return read_abc(f"R:{fields['R']}\nM:{fields['M']}\nL:1/8\nK:{fields['K']}\n{body}")
