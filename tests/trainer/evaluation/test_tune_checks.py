from __future__ import annotations

import pytest

from trainer.evaluation.tune_checks import CheckedTune, check_tune, forms_by_type, pass_rates

HEAD = "R:reel\nM:4/4\nK:Cmaj\nP:{form}\n"
BAR = "CDEFGABc"


def text(body: str, form: str = "A 8") -> str:
    return HEAD.format(form=form) + body + "\n\n"


def bars(count: int, last: str = "C8") -> str:
    return "|".join([*[BAR] * (count - 1), last])


GOOD = text(bars(8) + "|]")


def results(tune: CheckedTune) -> tuple[bool, ...]:
    return tune.parses, tune.bars_exact, tune.valid, tune.as_asked, tune.ends_on_tonic


@pytest.mark.parametrize(
    ("drawn", "parses", "bars_exact", "valid", "as_asked", "ends_on_tonic"),
    [
        (GOOD, True, True, True, True, True),
        (GOOD.rstrip("\n"), False, False, False, False, False),  # it never ended
        (text(bars(8) + ";|]"), False, False, False, False, False),
        ("M:4/4\nK:Cmaj\n" + bars(8) + "\n\n", False, False, False, False, False),  # no R:
        (text(bars(8, "C7") + "|]"), True, False, False, True, True),
        (text("CD|" + bars(8, "C6") + ":|"), True, True, True, False, True),  # repeated: AA
        (text("CD|" + bars(8, "C6") + ":|", "AA 8"), True, True, True, True, True),
        (text("CD|" + bars(8, "C8") + ":|", "AA 8"), True, False, False, True, True),
        (text(bars(4) + "|]"), True, True, False, False, True),  # exact, but too short
        (text(bars(8) + "|]", "A 16"), True, True, True, False, True),
        (text(bars(8, "G8") + "|]"), True, True, True, True, False),
        (text(bars(8, "c,8") + "|]"), True, True, True, True, True),  # in any octave
        (text("|:" + bars(8) + "||" + bars(8) + "|]", "AB 8"), True, True, True, True, True),  # never closed
    ],
)
def test_each_check_passes_and_fails_on_its_examples(
    drawn: str, parses: bool, bars_exact: bool, valid: bool, as_asked: bool, ends_on_tonic: bool
) -> None:
    assert results(check_tune(drawn)) == (parses, bars_exact, valid, as_asked, ends_on_tonic)


def test_pass_rates_count_all_tunes_also_those_that_cannot_be_read() -> None:
    known = {"reel": {"A 8"}}
    texts = [GOOD, text(bars(16) + "|]", "A 16"), "nothing", GOOD]
    found = pass_rates([check_tune(one) for one in texts], known)
    assert found["parse"] == found["bars_exact"] == found["valid"] == found["as_asked"] == 0.75
    assert found["form_known"] == 0.5


def test_a_form_is_known_only_for_the_types_that_have_it() -> None:
    known = forms_by_type([check_tune(GOOD), check_tune(text(bars(16) + "|]", "A 16"))])
    assert known == {"reel": {"A 8", "A 16"}}
    assert pass_rates([check_tune(GOOD.replace("R:reel", "R:jig"))], known)["form_known"] == 0
