"""Medleys: sets of tunes as sessions play them, each tune a few times, then the next without a gap.

A medley is a tune whose ABC is a tune book: the tunes in the order in which they are played, each as many
times as it is played. `render.medley` makes it audible and visible.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.errors import BadRequest
from generator.request import ComposeRequest
from generator.tune import Tune

MOST_TUNES = 3
MOST_TIMES = 3


def medley(tunes: Sequence[Tune], *, times: int, instrument: str | None = None) -> Tune:
    """The medley of these tunes, each played `times` times, on the first one's instrument if none is given.

    The backing and the tablature are the first one's too; each keeps its own tempo. Raises BadRequest.
    """
    if not 1 <= len(tunes) <= MOST_TUNES:
        raise BadRequest("set", f"{len(tunes)} tunes", f"it must have 1 to {MOST_TUNES}")
    if not 1 <= times <= MOST_TIMES:
        raise BadRequest("times", times, f"it must be from 1 to {MOST_TIMES}")
    order = [tune.abc for tune in tunes for _ in range(times)]
    return Tune(
        request=ComposeRequest(
            instrument=instrument or tunes[0].request.instrument,
            backing=tunes[0].request.backing,
            tab=tunes[0].request.tab,
        ),
        title=" / ".join(tune.title for tune in tunes),
        abc="\n\n".join(numbered(abc, number) for number, abc in enumerate(order, 1)) + "\n",
        model=tunes[0].model,
    )


def numbered(abc: str, number: int) -> str:
    """One tune with this number (X:), without the blank lines that would end it in a tune book."""
    lines = [line for line in abc.splitlines() if line.strip() and not line.startswith("X:")]
    return "\n".join([f"X:{number}", *lines])
