import io
import sys
from pathlib import Path

import pytest

from generator.errors import BadRequest
from tests.trainer.tunes import abc
from trainer.data.corpus import COLLECTIONS, read_source


@pytest.mark.parametrize(
    ("name", "fewest"),
    [("airdsAirs", 1100), ("oneills1850", 1900), ("ryansMammoth", 1000), ("miscFolk", 100)],
)
def test_a_collection_is_found_in_the_installed_music21(name: str, fewest: int) -> None:
    tunes = list(read_source(name))
    assert len(tunes) >= fewest
    assert {tune.collection for tune in tunes} == {name}
    assert name in COLLECTIONS


def test_a_file_gives_its_tunes_with_the_lines_they_start_at(tmp_path: Path) -> None:
    file = tmp_path / "two.abc"
    file.write_text(f"% my tunes\n\n{abc(0)}\n{abc(1)}")
    tunes = list(read_source(str(file)))
    assert [tune.place for tune in tunes] == ["two/two.abc:3", "two/two.abc:12"]
    assert [tune.text + "\n" for tune in tunes] == [abc(0), abc(1)]


def test_a_folder_gives_every_abc_file_below_it_in_order_of_path(tmp_path: Path) -> None:
    for name in ("b/one.abc", "a/one.abc", "c.abc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(abc(0))
    (tmp_path / "notes.txt").write_text(abc(1))
    assert [tune.file for tune in read_source(str(tmp_path))] == ["a/one.abc", "b/one.abc", "c.abc"]


def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(abc(1).encode())))
    (tune,) = read_source("-")
    assert (tune.place, tune.text + "\n") == ("stdin/stdin:1", abc(1))


@pytest.mark.parametrize("source", ["my-book={file}", "{file}", "a=b.abc"])
def test_a_source_may_have_a_label(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.abc").write_text(abc(0))
    Path("a=b.abc").write_text(abc(0))  # a file name is not a label
    (tune,) = read_source(source.format(file="two.abc"))
    assert tune.place_of(7) in ("my-book/two.abc:7", "two/two.abc:7", "a=b/a=b.abc:7")
    assert tune.label == {"m": "my-book", "{": "two", "a": "a=b"}[source[0]]


def test_a_label_does_not_change_the_collection() -> None:
    tune = next(iter(read_source("aird=airdsAirs")))
    assert (tune.label, tune.collection) == ("aird", "airdsAirs")


def test_old_encodings_and_damage_from_e_mail_are_read(tmp_path: Path) -> None:
    file = tmp_path / "old.abc"
    file.write_bytes("X:1\nT:Caf\xe9=20\nK:C\nC=20\n".encode("latin-1"))
    (tune,) = read_source(str(file))
    assert tune.text == "X:1\nT:Caf\xe9\nK:C\nC"


@pytest.mark.parametrize("source", ["nowhere", "x" * 5000])
def test_a_missing_source_is_refused_with_what_is_allowed(source: str) -> None:
    with pytest.raises(BadRequest, match=r"^source: (nowhere|x{59}…) is not possible; .*airdsAirs"):
        list(read_source(source))
