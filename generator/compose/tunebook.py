"""Tunebooks: tunes to be printed together, under a title and with contents."""

from __future__ import annotations

from collections.abc import Sequence

from generator.compose.medley import numbered
from generator.request import ComposeRequest
from generator.tune import Tune

MOST_TUNES = 100
"""Of a book; so many take about as long to print as the longest recording to make."""


def tunebook(tunes: Sequence[Tune], *, title: str, paper: str, one_a_page: bool = False) -> Tune:
    """The book of these tunes, which is a tune whose ABC has them all, numbered from 1.

    `title`, `paper` and `one_a_page` are as in `Playing`; there is at least one tune. Raises BadRequest.
    """
    return Tune(
        request=ComposeRequest(book=title, paper=paper, one_a_page=one_a_page),
        title=title,
        abc="\n\n".join(numbered(tune.abc, number) for number, tune in enumerate(tunes, 1)) + "\n",
        model=tunes[0].model,
    )
