"""`python -m generator render`: files of ABC in, sound and picture out."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
from music21 import converter
from pypdf import PdfReader

from generator.__main__ import main
from generator.audio.sf2 import open_soundfont, take_presets
from generator.audio.soundfonts import bundled_soundfont

TUNE = "X:1\nT:One\nM:6/8\nL:1/8\nK:D\n|:dfa afd|efg e3:|\n"


def render(file: Path, out: Path, *words: str) -> int:
    return main(["render", str(file), "--out", str(out), *words])


def test_a_tune_becomes_sound_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "My Tune.abc").write_text(TUNE)
    assert render(tmp_path / "My Tune.abc", tmp_path / "out", "--instrument", "harp", "--tempo", "90") == 0
    names = ["my-tune.abc", "my-tune.mid", "my-tune.mp3", "my-tune.png"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_a_soundfont_plays_the_tune_and_one_that_cannot_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mine = tmp_path / "one.abc", tmp_path / "mine.sf2"
    file.write_text(TUNE)
    whole = open_soundfont(bundled_soundfont())
    mine.write_bytes(take_presets({(0, 40): (whole, (0, 0))}))  # its fiddle is a piano
    words = ("--formats", "wav", "--plain")
    assert render(file, tmp_path / "usual", *words) == 0
    assert render(file, tmp_path / "other", *words, "--soundfont", str(mine)) == 0
    usual, other = ((tmp_path / folder / "one.wav").read_bytes() for folder in ("usual", "other"))
    assert usual != other

    mine.write_bytes(mine.read_bytes()[:-100])
    capsys.readouterr()
    assert render(file, tmp_path / "none", *words, "--soundfont", str(mine)) == 78
    said = "The soundfont mine.sf2 cannot be used: it ends too early; copy it again.\n"
    assert capsys.readouterr().err == said
    assert not list(tmp_path.glob("none/*"))


def test_pages_have_numbers_and_a_tablature_says_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "long.abc").write_text("X:1\nM:4/4\nL:1/8\nK:D\n" + "DEFG ABcd|\n" * 32 + "G,8|]\n")
    assert render(tmp_path / "long.abc", tmp_path, "--formats", "png", "--tab", "whistle") == 0
    printed = capsys.readouterr()
    assert [Path(line).name for line in printed.out.splitlines()][:2] == ["long-1.png", "long-2.png"]
    assert printed.err == (
        "The tablature (whistle D) has nothing for G3: the instrument does not reach it.\n"
    )


def test_every_tune_of_a_file_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "two.abc").write_text(TUNE + "\n" + TUNE.replace("X:1", "X:2"))
    assert render(tmp_path / "two.abc", tmp_path, "--formats", "mid") == 0
    assert {path.name for path in tmp_path.glob("*.mid")} == {"two-1.mid", "two-2.mid"}


def test_a_tune_without_a_number_is_read(tmp_path: Path) -> None:
    (tmp_path / "pasted.abc").write_text(TUNE.removeprefix("X:1\n"))
    assert render(tmp_path / "pasted.abc", tmp_path, "--formats", "mid") == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "file: in.abc is not possible; there is no such file."),
        (b"", "file: in.abc is not possible; it is empty."),
        (b"\n \n", "file: in.abc is not possible; it is empty."),
        (b"\xff\xfe\x00", "it must be ABC (a text of at most 1 MB), MIDI or MusicXML"),
        (b"c" * 10_000_000, "at most 1 MB"),
        (b"X:1\nT:A\n\n", "ABC line 1, column 1: there is no tune here"),
        (b"T:A\nCDEF|]\n\n", "ABC line 2, column 1: there is no K: field"),
        (b"hello", "ABC line 1, column 1: this is no tune in ABC"),
        (b"X:1\nK:D\ndf$#a|\n", "ABC line 3, column 4: write ^ before a note for a sharp"),
        (b"X:1\nK:D\nC99999|\n", "ABC line 3, column 1: the note is too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    file = tmp_path / "in.abc"
    if content is not None:
        file.write_bytes(content)
    assert render(file, tmp_path / "out") == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words", [("--instrument", "kazoo"), ("--tempo", "0"), ("--plain", "--backing", "band")]
)
def test_bad_options_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "in.abc").write_text(TUNE)
    assert render(tmp_path / "in.abc", tmp_path / "out", *words) == 2
    assert not (tmp_path / "out").exists()


CHORDED = TUNE.replace("|:dfa", '|:"D"dfa').replace("|efg", '|"Am7"efg')


@pytest.mark.parametrize("words", [("--simplify",), ("--key", "G")])
def test_without_chords_an_arranged_tune_is_written_without_them(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "in.abc").write_text(CHORDED)
    texts = []
    for folder, more in (("with", ()), ("without", ("--no-chords",))):
        assert render(tmp_path / "in.abc", tmp_path / folder, "--formats", "abc,mid", *words, *more) == 0
        texts.append((tmp_path / folder / "in.abc").read_text())
    assert texts[0].count('"') == 4
    assert texts[1] == re.sub('"[^"]*"', "", texts[0])
    played = [(tmp_path / folder / "in.mid").read_bytes() for folder in ("with", "without")]
    assert played[0] == played[1]  # the backing still plays the tune's own chords


def test_a_text_that_lilt_does_not_rewrite_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "in.abc").write_text(CHORDED)
    assert render(tmp_path / "in.abc", tmp_path / "out", "--formats", "abc", "--no-chords") == 0
    assert (tmp_path / "out" / "in.abc").read_text().rstrip() == CHORDED.rstrip()


def test_midi_and_musicxml_are_rendered_too_and_what_is_left_out_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tune.abc").write_text(TUNE)
    assert render(tmp_path / "tune.abc", tmp_path, "--formats", "mid", "--backing", "guitar") == 0
    capsys.readouterr()
    assert render(tmp_path / "tune.mid", tmp_path / "again", "--formats", "abc") == 0
    assert (tmp_path / "again" / "tune.abc").is_file()
    assert "1 other part is left out" in capsys.readouterr().err


def test_a_damaged_midi_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tune.mid").write_bytes(b"MThd")
    assert render(tmp_path / "tune.mid", tmp_path / "out") == 2
    assert capsys.readouterr().err == (
        "file: tune.mid is not possible; as MIDI it is damaged or cut short.\n"
    )


_LAST_BARS = {"A": "c3 A3 G2", "B": "gfe dcB A2", "C": "G6 G2"}
MANY_PARTS = "X:1\nT:Three Parts\nP:AABC\nM:9/8\nL:1/8\nK:G\n" + "".join(
    f"P:{part}\nd|GAB dBd gdB|{bar}|\n" for part, bar in _LAST_BARS.items()
)


def test_a_practice_says_in_its_name_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "three.abc").write_text(MANY_PARTS)
    words = ("--practice", "B x4, 60-100 %, click", "--formats", "mid,wav")
    assert render(tmp_path / "three.abc", tmp_path / "out", *words) == 0
    name = "three-practice-part-b-x4-60-to-100-count-in-click"
    names = [f"{name}.mid", f"{name}.wav"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names


def test_a_part_with_its_pickup_before_the_repeat_and_two_endings_is_practised(tmp_path: Path) -> None:
    (tmp_path / "kesh.abc").write_text(
        "X:1\nT:The Kesh\nM:6/8\nL:1/8\nK:G\nD|:G3 GAB|1 AGF G2D:|2 AGF G2A||\n|:BAB dBd|bgg g3:|\n"
    )
    assert render(tmp_path / "kesh.abc", tmp_path, "--practice", "Ax2", "--formats", "mid") == 0
    assert (tmp_path / "kesh-practice-part-a-x2-count-in.mid").exists()


def test_two_practices_of_a_tune_have_two_names_with_its_number_in_the_book(tmp_path: Path) -> None:
    """However long the name of the file that is read, and what is practised."""
    source = tmp_path / f"{'a-book-of-tunes-' * 5}.abc"
    source.write_text(MANY_PARTS + "\n" + MANY_PARTS.replace("X:1", "X:2"))
    texts = (
        "",
        "click",
        "no count-in",
        "click, no count-in",
        "split",
        "split, click",
        "60-100 %",
        "x5, 60-100 %",
    )
    long = "bars 2-3 x39, 149-150 %, by 50, click"
    for text in (*texts, long, f"{long}, no count-in"):
        words = ("--practice", text, "--formats", "mid", "--backing", "guitar")
        assert render(source, tmp_path / "out", *words) == 0
    for heard in ("melody", "backing"):
        words = ("--practice", long, "--formats", "mid", "--heard", heard)
        assert render(source, tmp_path / "out", *words) == 0
    names = [path.name for path in (tmp_path / "out").iterdir()]
    assert len(names) == 2 * (len(texts) + 4)
    assert all(name.startswith("a-book-of-tunes") and len(name) <= 100 for name in names)


WITHOUT_METER = "X:1\nT:Slow\nM:none\nL:1/8\nK:D\nD2FA d4|A2FD E4|D8|]\n"


def test_a_tune_without_a_meter_is_practised_without_the_usual_count_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "slow.abc").write_text(WITHOUT_METER)
    words = ("--practice", "bars 1-2 x2", "--formats", "mid")
    assert render(tmp_path / "slow.abc", tmp_path / "out", *words) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["slow-practice-bars-1-2-x2.mid"]
    assert capsys.readouterr().err.startswith("There is no count-in: these bars have no meter")
    assert render(tmp_path / "slow.abc", tmp_path / "out", *words[:1], "A, no count-in", *words[2:]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("asked", ["count-in", "click"])
def test_a_tune_without_a_meter_is_not_counted_where_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    (tmp_path / "slow.abc").write_text(WITHOUT_METER)
    assert render(tmp_path / "slow.abc", tmp_path / "out", "--practice", f"A, {asked}") == 2
    assert f"practice: {asked} is not possible; these bars have no meter" in capsys.readouterr().err


def test_an_imported_melody_can_be_practised(tmp_path: Path) -> None:
    (tmp_path / "in.abc").write_text(MANY_PARTS)
    assert render(tmp_path / "in.abc", tmp_path, "--formats", "mid", "--plain") == 0
    words = ("--practice", "bars 2-3 x2, 80 %", "--heard", "backing", "--formats", "mid")
    assert render(tmp_path / "in.mid", tmp_path, *words) == 0
    assert (tmp_path / "in-practice-bars-2-3-x2-at-80-count-in-backing.mid").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--practice", "slowly"), "practice: slowly is not possible; it may say a part or bars, how often,"),
        (
            ("--practice", "D"),
            "practice, part or bars: D is not possible; this tune has parts A, B and C, and bars 1 to 6.",
        ),
        (
            ("--practice", "x41"),
            "practice, how often: 41 is not possible; it must be a whole number from 1 to 40.",
        ),
        (("--practice", "60-100 %, by 0"), "practice, steps: 0 is not possible; a step in percent must be"),
        (("--practice", "60 to"), "practice: 60 to is not possible; it may say a part or bars, how often,"),
        (("--practice", "Slowly \U0001f422"), "practice: Slowly \U0001f422 is not possible; it may say"),
        (
            ("--practice", "100-60 %"),
            "practice, tempo: 100-60 is not possible; the slower tempo comes first.",
        ),
        (("--practice", "x40, 20 %"), "practice, how often: 40 is not possible; that would last"),
        (("--practice", "A", "--times", "2"), "times: 2 is not possible; a practice says itself how often"),
        (("--practice", "A, split", "--plain"), "practice: split is not possible; it needs both the melody"),
        *(
            (
                ("--practice", "A", "--formats", formats),
                "practice: A is not possible; it can only be heard, as ",
            )
            for formats in ("abc,png", "pdf", "mid,pdf", "musicxml,mp3,wav")
        ),
    ],
)
def test_a_practice_that_is_not_possible_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "in.abc").write_text(MANY_PARTS)
    assert render(tmp_path / "in.abc", tmp_path / "out", *words) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert not (tmp_path / "out").exists()


def test_a_tune_becomes_a_pdf_and_musicxml(tmp_path: Path) -> None:
    (tmp_path / "one.abc").write_text(TUNE)
    assert render(tmp_path / "one.abc", tmp_path, "--formats", "pdf,musicxml", "--paper", "letter") == 0
    (page,) = PdfReader(tmp_path / "one.pdf").pages
    assert page.mediabox.upper_right == (612, 792)
    assert "One" in page.extract_text()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # music21's own
        score = converter.parse(tmp_path / "one.musicxml")
    assert score.metadata.title == "One"
    assert len(score.flatten().notes) >= 9


TWO = TUNE + "\n" + TUNE.replace("X:1", "X:7").replace("One", "Two")


def test_a_book_is_one_pdf_and_one_file_of_abc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "two.abc").write_text(TWO + "\nX:8\nT:Three\nK:D\ndf$#a|\n")
    out = tmp_path / "out"
    assert render(tmp_path / "two.abc", out, "--formats", "abc,pdf", "--book", "Mine", "--one-a-page") == 1
    assert "Three" in capsys.readouterr().err
    assert sorted(path.name for path in out.iterdir()) == ["mine.abc", "mine.pdf"]
    assert re.findall("X:.*|T:.*", (out / "mine.abc").read_text()) == ["X:1", "T:One", "X:2", "T:Two"]
    contents, one, two = (page.extract_text() for page in PdfReader(out / "mine.pdf").pages)
    assert contents.splitlines()[:3] == ["Mine", "One D major 2", "Two D major 3"]
    assert ("One" in one, "Two" in two) == (True, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--book", "Mine", "--formats", "mid"),
            "formats: mid is not possible; a book is written as abc or pdf.",
        ),
        (("--book", " ", "--formats", "pdf"), "book:   is not possible; it must be a title of 1 to 80"),
        (("--paper", "a3"), "paper: a3 is not possible; it must be one of a4, letter."),
    ],
)
def test_a_book_that_is_not_possible_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "two.abc").write_text(TWO)
    assert render(tmp_path / "two.abc", tmp_path / "out", *words) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_book_has_a_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "many.abc").write_text("\n".join([TUNE] * 101))
    assert render(tmp_path / "many.abc", tmp_path / "out", "--formats", "pdf", "--book", "Many") == 2
    assert "A book has at most 100 tunes, and this one has 101." in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("--book", "Mine")])
def test_the_file_that_is_read_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    file = tmp_path / "mine.abc"
    file.write_text(TUNE)
    assert render(file, tmp_path, "--formats", "abc", *words) == 2
    said = "is not possible; mine.abc is the file that is read, and would be lost.\n"
    assert capsys.readouterr().err.endswith(said)
    assert file.read_text() == TUNE


def test_a_practice_of_a_practice_does_not_replace_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a long name so little is kept that both would have the same."""
    source, words = tmp_path / f"{'long' * 15}.abc", ("--practice", "A, no count-in", "--formats", "mid")
    source.write_text(TUNE)
    assert render(source, tmp_path, *words) == 0
    made = tmp_path / f"{'long' * 15}-practice-part-a.mid"
    before = made.read_bytes()
    assert render(made, tmp_path, *words) == 2
    assert f"{made.name} is the file that is read, and would be lost." in capsys.readouterr().err
    assert made.read_bytes() == before
