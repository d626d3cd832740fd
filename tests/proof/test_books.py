"""Whole books against abc2midi: what is the same, what its known errors explain, what differs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.proof.abc2midi import NoAnswer, heard, plain
from tests.proof.books import compare_books, report
from tests.proof.known_errors import KNOWN_ERRORS

pytestmark = pytest.mark.skipif(shutil.which("abc2midi") is None, reason="abc2midi is not installed")

HEAD = "X:1\nT:One\nM:4/4\nL:1/4\nK:C\n"


def reported(folder: Path, *tunes: str) -> list[str]:
    (folder / "book.abc").write_text("\n".join(tunes))
    return list(report(list(compare_books([folder]))))


def test_tunes_are_counted_as_identical_known_or_refused(tmp_path: Path) -> None:
    lines = reported(
        tmp_path,
        HEAD + 'R:hornpipe\n"Am"~C.D{g}!trill!E>F|[CEG]2(3GAB|1C4:|2 D2 (E2|]\n',
        HEAD + "CDEF||GABc|cBAG:|\n",
        HEAD + "CD>|]\n",
    )
    assert lines == [
        "refused\tbook.abc:16 One\tABC line 21, column 4: the tune ends inside a tuplet or a broken rhythm.",
        "known\t1\ta :| goes back to the last double bar (4.8)",
        "refused\t1\tthe tune ends inside a tuplet or a broken rhythm",
        "notice\t1\tA slur that has only one end is left out.",
        "tunes=3 identical=1 (50.0%) after_known_errors=2 (100.0%) differing=0 refused=1 (33.3%) "
        "unanswered=0 notices=1",
    ]


def test_jumps_that_abc2midi_does_not_follow_are_known(tmp_path: Path) -> None:
    lines = reported(
        tmp_path,
        HEAD + "CDE!fine!F|GAB!D.C.!c|]\n",
        HEAD + "CDE!fine!F||GAB!D.C.!c:|\n",
        HEAD + 'CDEF|GABc"D.S."|]\n',
    )
    assert lines[:2] == [
        "known\t1\tD.C. and D.S. are followed (left open by 4.14)",
        "known\t1\tD.C. and D.S. are followed (left open by 4.14) "
        "and a :| goes back to the last double bar (4.8)",
    ]
    assert lines[-1].startswith("tunes=3 identical=1 (33.3%) after_known_errors=3 (100.0%) differing=0")


def test_what_older_programs_wrote_is_made_plain() -> None:
    music = 'C!D|!fermat:a!EF|+trill+G!["Coda" A|+C2E2+|["Am"CE]|'
    assert heard(plain(f"{HEAD}{music}\n")) == heard(plain(f"{HEAD}CD|EF|GA|[C2E2]|[CE]|\n"))


def test_a_difference_is_named_with_its_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.proof.books.plain", lambda text: plain(text).replace("d", "e"))
    monkeypatch.setattr("tests.proof.books.ProcessPoolExecutor", _Here)
    first, *_ = reported(tmp_path, HEAD + "CDEF|GAcd|]\n")
    assert first == (
        "differing\tbook.abc:1 One\tnote 8, bar 2: D5 at 1.750 for 0.250, abc2midi E5 at 1.751 for 0.249"
    )


class _Here:
    """A pool without processes."""

    map = staticmethod(lambda function, *values, chunksize: map(function, *values))

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("CDEF||GABc|cBAG:|", "CDEF|||:GABc|cBAG:|"),
        ("|:CDEF|1GABc:|2cBAG:|", "|:CDEF|1GABc:|2cBAG||"),
        ("A2A2-|G4|]", "A2A2|G4|]"),
        ("A>B/ c2|]", "A3/2 B/ c2|]"),
        ("[Ac]<a3|]", "[Ac]a3|]"),
        ("CDEF|1GABc|]cBAG|]", "CDEF|1GABc:|2cBAG|]"),
        ("CDEF||1GABc:|2cBAG|]", "CDEF|1GABc:|2cBAG|]"),
        ("|:CDEF:|:GABc|:|", "|:CDEF:||:GABc:|"),
        ("CDEF:[|]|]", "CDEF:|"),
        ("CDE F\n2|C=20\n=\nD|]", "CDEF2|CD|]"),
        ("(5CDEFG C2|]", "(5:2:5CDEFG C2|]"),
        ("V:1 clef=treble-8\nCDEF|]", "C,D,E,F,|]"),
    ],
)
def test_a_rewriting_says_what_the_standard_means(wrong: str, right: str) -> None:
    played = [heard(mend(HEAD + wrong + "\n")) for mend in KNOWN_ERRORS.values()]
    assert heard(HEAD + right + "\n") in played


@pytest.mark.parametrize(
    "music", ["|:CDEF|GABc:|", "|:CDEF|1GABc:|2cBAG|]", "A2-A2|(3ABc C2>D2|]", "CD||EF|]"]
)
def test_what_abc2midi_gets_right_stays_as_it_is(music: str) -> None:
    text = HEAD + music + "\n"
    assert [heard(mend(text)) for mend in KNOWN_ERRORS.values()] == [heard(text)] * len(KNOWN_ERRORS)


def test_the_accidental_of_a_grace_note_holds_for_its_bar() -> None:
    assert plain(HEAD + "{^cd}e c !fermata!C =c|{_b}c|b[K:G]{^e}E|\n").endswith("e ^c C =c|c|b[K:G]^E|\n")


def test_no_answer_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoAnswer):
        heard("no tune\n")
    monkeypatch.setattr("tests.proof.abc2midi.SECONDS", 0)
    with pytest.raises(NoAnswer, match="too long"):
        heard(HEAD + "C\n")
