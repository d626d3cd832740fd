from __future__ import annotations

import pytest

from trainer.data.reasons import kind_of


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        ("'#' is not music", "… is not music"),
        ("';' is not music; text belongs in a field, as in N:text", "… is not music"),
        ("= must stand right before a note, as in =F", "= must stand right before a note"),
        ("M:(2+2+3 is not a meter that can be played", "M:… is not a meter that can be played"),
        ("“a 'word” stands above the K: field", "… stands above the K: field"),
        ("K:D foo bar is not a key", "K:… is not a key"),
        ("there is more than one voice", "there is more than one voice"),
        ("there are more than 5000 notes", "there are more than … notes"),
        ("a P: order of parts is not supported", "a P: order of parts is not supported"),
        ("there is no ending 0", "there is no ending …"),
    ],
)
def test_a_kind_leaves_out_what_only_this_tune_has(problem: str, kind: str) -> None:
    assert kind_of(problem) == kind
