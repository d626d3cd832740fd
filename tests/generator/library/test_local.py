"""The library on this machine: the model in use, the printed tunes, and files that hang a program."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from generator.errors import BadRequest, ModelError
from generator.importing.files import Imported
from generator.library import InPrint, PrintedTune, file_reader
from generator.library.local import LocalLibrary
from generator.library.printed_tunes import PrintedTunes
from generator.library.protocol import MOST_IN_PRINT
from generator.model.folders import CURRENT, DEFAULT, SHIPPED, checkpoint_in_use
from generator.model.record import read_record
from generator.model.training_tunes import TrainingTune, load_training_tunes
from generator.notation.intervals import steps_of
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from tests.generator.importing.music_files import plain_midi, score_of

JIG = "X:1\nT:Ann's Jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"


def hang(*_: object) -> Imported:
    time.sleep(600)
    return Imported("", ())


def fill_memory(*_: object) -> Imported:
    return Imported(str(len(bytearray(2**40))), ())


@pytest.mark.parametrize(("name", "content"), [("a.mid", plain_midi(JIG)), ("a.xml", score_of(JIG))])
async def test_a_file_is_read_in_a_process_of_its_own(name: str, content: bytes) -> None:
    imported = await LocalLibrary().read_file(name, content)
    assert unfold(read_abc(imported.abc)) == unfold(read_abc(JIG))


@pytest.mark.parametrize(("work", "seconds"), [(hang, 0.5), (fill_memory, 60)])
async def test_a_file_that_hangs_or_wants_much_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch, work: object, seconds: float
) -> None:
    monkeypatch.setattr(file_reader, "read_file", work)
    monkeypatch.setattr(file_reader, "SECONDS", seconds)
    with pytest.raises(BadRequest, match="it takes too long or too much memory to read"):
        await LocalLibrary().read_file("a.mid", b"MThd")


def test_the_named_model_comes_before_the_promoted_one_and_that_before_the_shipped_one(
    tmp_path: Path,
) -> None:
    assert checkpoint_in_use(None, tmp_path) == checkpoint_in_use(None, None) == SHIPPED / DEFAULT
    (tmp_path / "mine").mkdir()
    for name in ("model.json", "weights.safetensors"):
        (tmp_path / "mine" / name).touch()
    (tmp_path / CURRENT).write_text("mine\n")
    assert checkpoint_in_use(None, tmp_path) == tmp_path / "mine"
    assert checkpoint_in_use("second", tmp_path) == SHIPPED / "second"
    with pytest.raises(ModelError):
        checkpoint_in_use("other", tmp_path)


async def test_the_model_in_use_is_the_one_that_was_found_first_until_another_comes_into_use(
    tmp_path: Path,
) -> None:
    library = LocalLibrary(models=tmp_path)
    third, second = (read_record(SHIPPED / name)["id"] for name in (DEFAULT, "second"))
    assert (await library.catalogue()).model == third
    shutil.copytree(SHIPPED / "second", tmp_path / "promoted")
    (tmp_path / CURRENT).write_text("promoted\n")
    assert ((await library.catalogue()).model, (await library.card()).model) == (third, third)
    library.forget()
    assert ((await library.catalogue()).model, (await library.card()).model) == (second, second)
    assert (await library.catalogue("third")).model == third
    assert await library.models() == ["promoted", "second", "third"]
    with pytest.raises(BadRequest, match="it must be one of: promoted, second, third"):
        await library.catalogue("fourth")


async def test_a_printed_tune_is_found_by_its_notes_and_by_a_phrase() -> None:
    tunes = load_training_tunes(SHIPPED / DEFAULT)
    tune, library = tunes[100], LocalLibrary()
    nearest = await library.nearest([pitch + 2 for pitch in tune.pitches])
    assert nearest is not None
    assert (nearest.title, nearest.place, nearest.share) == (tune.title, tune.place, 1.0)
    found = await library.containing(steps_of(tune.pitches))
    assert PrintedTune(tune.title, tune.place) in found.tunes
    assert found.searched == len(tunes)


def test_only_the_first_of_many_printed_tunes_are_named_and_all_are_counted() -> None:
    tunes = [TrainingTune(f"Tune {n}", f"book:{n}", (62, 64, 66, 68)) for n in range(MOST_IN_PRINT + 5)]
    printed = PrintedTunes(lambda: tunes)
    found = printed.containing(steps_of((62, 64, 66)))
    assert [one.title for one in found.tunes] == [f"Tune {n}" for n in range(MOST_IN_PRINT)]
    assert (found.count, found.searched) == (MOST_IN_PRINT + 5, MOST_IN_PRINT + 5)
    assert printed.containing(steps_of((62, 50, 62))) == InPrint((), 0, MOST_IN_PRINT + 5)


async def test_without_the_models_printed_tunes_there_are_none_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(SHIPPED / DEFAULT, folder := tmp_path / "mine")
    (folder / "originality.tsv").unlink()
    library = LocalLibrary(str(folder))
    assert await library.nearest(range(60, 90)) is None
    assert await library.containing("") == InPrint((), 0, 0)
    assert caplog.text.count("tunes are not compared with printed ones") == 1
