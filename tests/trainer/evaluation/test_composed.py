"""Tunes as people get them."""

from __future__ import annotations

import pytest

from generator.compose.composer import Composer
from generator.errors import ComposeError
from generator.model.checkpoint import load_checkpoint
from generator.notation.checker import check
from generator.notation.form import form_of
from tests.trainer.conftest import Trained
from trainer.data.dataset import Corpus
from trainer.evaluation.composed import compose_tunes, melodies_of_tunes, printed_of_the_same_kinds


def test_each_seed_gives_a_correct_tune(trained: Trained) -> None:
    tunes = compose_tunes(load_checkpoint(str(trained.folder)), 4)
    assert [tune.request.seed for tune in tunes] == [1, 2, 3, 4]
    assert all(check(melody) == [] for melody in melodies_of_tunes(tunes))


def test_a_request_that_no_draft_was_good_for_is_left_out(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: Composer, request: object) -> None:
        raise ComposeError("no draft")

    monkeypatch.setattr(Composer, "compose", refuse)
    assert compose_tunes(load_checkpoint(str(trained.folder)), 3) == []


def test_printed_tunes_of_the_same_kinds_have_the_same_types_and_forms(
    trained: Trained, corpus: Corpus
) -> None:
    tunes = compose_tunes(load_checkpoint(str(trained.folder)), 4)
    printed = printed_of_the_same_kinds(tunes, corpus)
    kinds = [
        [(one.rhythm, one.meter, one.key.mode, form_of(one)) for one in side]
        for side in (melodies_of_tunes(tunes), printed)
    ]
    assert kinds[0] == kinds[1]
