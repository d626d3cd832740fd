from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.catalogue import Catalogue
from generator.errors import BadRequest
from generator.notation.checker import check
from generator.notation.model_text import read_model_text
from generator.notation.reading.books.book import BookTune
from tests.trainer.tunes import abc, write_tunes
from trainer.data.corpus import COLLECTIONS, SourceTune, read_source
from trainer.data.dataset import load_corpus
from trainer.data.dedupe import SIMILAR, grams_of, jaccard
from trainer.data.prepare import HELD_OUT_SHARE, prepare, prepare_tune

Prepared = tuple[Path, Mapping[str, Any]]


@pytest.fixture(scope="module", params=[("ryansMammoth",), pytest.param(COLLECTIONS, marks=pytest.mark.slow)])
def collections(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """One book of the default corpus, and all of it (about 50 seconds of processor time), prepared once."""
    folder = tmp_path_factory.mktemp("collections")
    return folder, prepare(request.param, folder)


@pytest.fixture(scope="module")
def default(collections: Prepared) -> Prepared:
    """The whole default corpus; a book alone is skipped."""
    if collections[1]["kept_of"].keys() != set(COLLECTIONS):
        pytest.skip("only the whole corpus has enough of these")
    return collections


def test_the_same_sources_give_the_same_bytes(book: Path, data: Path, tmp_path: Path) -> None:
    prepare([str(book)], tmp_path)
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {"train.txt", "valid.txt", "tunes.json", "catalogue.json", "report.json"}
    assert all((tmp_path / name).read_bytes() == (data / name).read_bytes() for name in names)


def test_different_sources_give_a_different_hash(data: Path, tmp_path: Path) -> None:
    report = prepare([str(write_tunes(tmp_path / "more", 44))], tmp_path / "out")
    assert report["hash"] != json.loads((data / "report.json").read_text())["hash"]


def test_every_tune_found_is_kept_or_listed_under_a_reason(tmp_path: Path) -> None:
    bad = [
        "X:1\nM:4/4\nK:C\nCDEF CDEF|\n",  # too short
        "X:2\nM:5/4\nL:1/8\nK:C\n" + "|".join(["CDEFGABcde"] * 8) + "|]\n",
        "X:3\nK:C\nC ; D\n",  # no sign of ABC
        abc(1),  # the same notes again
    ]
    (tmp_path / "book.abc").write_text("\n".join([abc(1), abc(2), abc(3), *bad]))
    report = json.loads(json.dumps(prepare([str(tmp_path / "book.abc")], tmp_path / "out")))
    assert (report["found"], report["kept"]) == (7, 3)
    assert report["found"] == report["kept"] + sum(report["dropped"].values())
    assert report["dropped_tunes"] == {
        "shorter than 8 bars or longer than 80, or fewer than 24 notes": ["book/book.abc:28"],
        "meter 5/4": ["book/book.abc:33"],
        "… is not music": [
            "book/book.abc:41 ';' is not music; text belongs in a field, as in N:text, or after a %"
        ],
        "the same notes again": ["book/book.abc:43"],
    }
    assert report["kept"] == report["train"] + report["held_out"]
    assert json.loads((tmp_path / "out/report.json").read_text()) == report


def test_the_report_counts_the_tunes_kept_from_each_source(tmp_path: Path) -> None:
    (tmp_path / "one.abc").write_text("\n".join(map(abc, range(3))))
    (tmp_path / "two.abc").write_text("\n".join(map(abc, range(2, 10))))
    report = prepare([str(tmp_path / "one.abc"), f"mine={tmp_path / 'two.abc'}"], tmp_path / "out")
    assert report["kept_of"] == {"mine": 7, "one": 3}
    assert report["dropped_tunes"] == {"the same notes again": ["mine/two.abc:1"]}


def test_near_duplicates_are_on_the_same_side(tmp_path: Path) -> None:
    """Each tune also has a second printing, without the first repeat."""
    others = (abc(seed).replace("|:", "", 1).replace(":|", "||", 1) for seed in range(30))
    book = "\n".join([*map(abc, range(30)), *others])
    (tmp_path / "book.abc").write_text(book)
    prepare([str(tmp_path / "book.abc")], tmp_path / "out")
    corpus = load_corpus(tmp_path / "out")
    assert len(corpus.train) + len(corpus.held_out) == 60
    train, held_out = (
        [frozenset(grams_of(read_model_text(text))) for text in side]
        for side in (corpus.train, corpus.held_out)
    )
    assert max(jaccard(one, two) for one in train for two in held_out) < SIMILAR


def test_tunes_stay_on_their_side_when_others_are_removed(tmp_path: Path) -> None:
    held_out = []
    for name, seeds in (("all", range(100)), ("most", [seed for seed in range(100) if seed % 10])):
        (tmp_path / f"{name}.abc").write_text("\n".join(map(abc, seeds)))
        prepare([str(tmp_path / f"{name}.abc")], tmp_path / name)
        held_out.append(set(load_corpus(tmp_path / name).held_out))
    of_all, of_most = held_out
    gone = {tune for tune in of_all if tune not in load_corpus(tmp_path / "most").train + list(of_most)}
    assert len(of_all - gone - of_most) <= 1
    assert len(of_most - of_all) <= 2


def test_a_tune_in_another_key_counts_as_the_same_notes(tmp_path: Path) -> None:
    (tmp_path / "book.abc").write_text("\n".join([abc(1), abc(2), _in_e(abc(1))]))
    report = prepare([str(tmp_path / "book.abc")], tmp_path / "out")
    assert report["dropped"] == {"the same notes again": 1}


def _in_e(tune: str) -> str:
    """The tune moved from D to E: every note one letter up."""
    head, body = tune.split("K:D\n")
    return f"{head}K:E\n" + body.translate(str.maketrans("CDEFGABcdefga", "DEFGABcdefgab"))


def origins(folder: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads((folder / "tunes.json").read_text())
    return found


def test_the_origins_are_in_the_order_of_the_texts(book: Path, data: Path) -> None:
    """Preparing the tune at each place again gives the text in that position."""
    sources = {tune.place: tune for tune in read_source(str(book))}
    corpus = load_corpus(data)
    for side, texts in (("train", corpus.train), ("valid", corpus.held_out)):
        found = origins(data)[side]
        again = [prepare_tune(sources[origin["place"]]) for origin in found]
        assert [tune.text for tune in again] == texts
        assert found == [
            {"title": tune.title, "place": tune.source.place, "tonic": tune.tonic} for tune in again
        ]


def test_a_title_with_a_slur_is_left_blank_and_its_tune_is_kept(tmp_path: Path) -> None:
    titled = (
        abc(seed).replace(f"T:Tune {seed}", f"T:{title}")
        for seed, title in enumerate(["The Blackbird", "Old Zip Coon", "Cock and Hen"])
    )
    (tmp_path / "book.abc").write_text("\n".join(titled))
    report = prepare([str(tmp_path / "book.abc")], tmp_path / "out")
    assert report["kept"] == 3
    titles = [origin["title"] for side in origins(tmp_path / "out").values() for origin in side]
    assert sorted(titles) == ["", "Cock and Hen", "The Blackbird"]


def test_the_report_counts_mended_tunes(tmp_path: Path) -> None:
    """A part with a pickup ends on a full bar; the last note is shortened."""
    short = abc(1).replace("|:", "|:A|", 1)
    (tmp_path / "book.abc").write_text("\n".join([short, abc(2), abc(3)]))
    report = prepare([str(tmp_path / "book.abc")], tmp_path / "out")
    assert (report["kept"], report["mended"]) == (3, 1)


def test_the_catalogue_counts_the_training_tunes_by_style_and_key(data: Path) -> None:
    catalogue = Catalogue.from_json("", json.loads((data / "catalogue.json").read_text()))
    corpus = load_corpus(data)
    assert sum(catalogue.styles.values()) == len(corpus.train)
    assert {(style.type, style.meter, style.mode, style.form) for style in catalogue.styles} == {
        ("jig", "6/8", "maj", "AABB 8"),
        ("reel", "4/4", "maj", "AABB 8"),
    }
    assert set(catalogue.tonics["maj"]) == {"D", "G"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "no tune in it can be learnt from"), (abc(1), "two different tunes"),
     (abc(1) + "\n" + abc(1), "two different tunes")],
)  # fmt: skip
def test_a_source_with_too_little_to_learn_from_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "book.abc").write_text(text)
    with pytest.raises(BadRequest, match=sentence):
        prepare([str(tmp_path / "book.abc")], tmp_path / "out")
    assert not (tmp_path / "out").exists()


POLKA = "M:2/4\nL:1/8\nK:C\n|:ce/d/ cG|Ac cB/A/|GA/B/ cd|ef ed|ce/d/ cG|Ac cB/A/|GA/B/ ed|c2 c2:|\n"


def test_the_report_says_what_told_the_types_and_how_right_the_dance_rule_is(tmp_path: Path) -> None:
    march = POLKA.replace("ed|c2", "ee|c2")
    book = [abc(1), "X:2\n" + POLKA, "X:3\nR:march\n" + march]
    (tmp_path / "book.abc").write_text("\n".join(book))
    report = prepare([str(tmp_path / "book.abc")], tmp_path / "out")
    assert report["types_told_by"] == {"R: field": {"jig": 1, "march": 1}, "dance rule": {"polka": 1}}
    assert report["dance_rule"] == {"march in 2/4": {"polka": 1}}


def test_the_dance_rule_does_not_change_which_tunes_are_held_out() -> None:
    """The digest that decides is that of the text without the rule."""
    by_rule = prepare_tune(SourceTune("a", "a", "a", BookTune.whole("X:1\n" + POLKA)))
    assert by_rule.style.type == "polka"
    misc = replace(by_rule.label, type="misc")
    without = replace(by_rule, text=by_rule.text.replace("R:polka", "R:misc"), label=misc)
    assert without.digest == by_rule.digest


@pytest.mark.timeout(240)
def test_most_tunes_of_the_collections_are_kept(collections: Prepared) -> None:
    _, report = collections
    assert report["kept"] > 0.75 * report["found"]
    assert report["found"] == report["kept"] + sum(report["dropped"].values())
    assert 0 <= report["held_out"] / report["kept"] - HELD_OUT_SHARE < 0.02


def test_the_held_out_tunes_of_the_collections_pass_the_checker(collections: Prepared) -> None:
    corpus = load_corpus(collections[0])
    assert all(not check(read_model_text(text)) for text in corpus.held_out)
    assert len(corpus.alphabet) < 70


@pytest.mark.slow
def test_the_default_corpus_offers_waltzes_and_polkas(default: Prepared) -> None:
    catalogue = Catalogue.from_json("", json.loads((default[0] / "catalogue.json").read_text()))
    assert {"waltz", "polka"} <= set(catalogue.types)


@pytest.mark.slow
def test_the_dance_rule_takes_few_reels_and_hornpipes_for_polkas(default: Prepared) -> None:
    found = default[1]["dance_rule"]
    assert found["reel in 2/4"]["polka"] <= 0.04 * found["reel in 2/4"]["neither"]
    assert "polka" not in found["hornpipe in 2/4"]
    assert found["march in 2/4"]["polka"] < found["march in 2/4"]["neither"]


def test_files_without_a_tune_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "tunes.ABC").write_text(abc(1) + "\n" + abc(2))
    (folder / "words.abc").write_text("no tune\n")
    (folder / "sound.abc").write_bytes(b"\0\1\2")
    report = prepare([str(folder)], tmp_path / "out")
    assert report["files_without_tunes"] == ["book/sound.abc", "book/words.abc"]
    assert report["kept"] == 2


def test_what_the_header_of_the_file_says_holds_for_its_tunes(tmp_path: Path) -> None:
    head = "R:jig\nM:6/8\nL:1/8\n"
    bare = [abc(seed).replace(head, "") for seed in (1, 2, 3)]
    assert "M:" not in bare[0]
    (tmp_path / "book.abc").write_text(head + "\n" + "\n".join(bare))
    (tmp_path / "full.abc").write_text("\n".join(abc(seed) for seed in (1, 2, 3)))
    reports = [prepare([str(tmp_path / name)], tmp_path / "out") for name in ("book.abc", "full.abc")]
    assert reports[0]["hash"] == reports[1]["hash"]


def test_the_line_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "book.abc").write_text("M:6/8\n\n" + "\n".join([abc(1), abc(2), "X:9\nK:C\n;\n"]))
    report = prepare([str(tmp_path / "book.abc")], tmp_path / "out")
    (places,) = report["dropped_tunes"].values()  # type: ignore[attr-defined]
    assert [place.split()[0] for place in places] == ["book/book.abc:23"]
