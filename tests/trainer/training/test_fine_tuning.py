from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from generator.catalogue import Catalogue, Style
from generator.errors import BadRequest
from generator.model.checkpoint import load_checkpoint
from generator.model.network import TuneModel
from generator.request import ComposeRequest
from tests.trainer.conftest import SMALL, Trained
from tests.trainer.tunes import abc
from trainer.data.dataset import Corpus, load_corpus
from trainer.data.prepare import prepare
from trainer.evaluation.metrics import score
from trainer.training.fine_tuning import BaseModel, lineage_of, merged_catalogue
from trainer.training.presets import FINE_TUNING, Preset, changed
from trainer.training.resume import load_run
from trainer.training.train import model_config, train

WEIGHTS = "weights.safetensors"


@pytest.fixture(scope="module")
def slip_jigs(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A small book of a type that the base does not know, with characters that it does not know."""
    folder = tmp_path_factory.mktemp("slip")
    (folder / "slip.abc").write_text("\n".join(abc(seed, rhythm="slip jig") for seed in range(3000, 3030)))
    prepare([str(folder / "slip.abc")], folder / "data")
    return load_corpus(folder / "data")


@pytest.fixture(scope="module")
def base(trained: Trained) -> BaseModel:
    return BaseModel.load(trained.folder)


def quick(base: BaseModel) -> Preset:
    """Quick steps, without the share of the base."""
    return replace(base.preset(), learning_rate=1e-2, epochs=3, batch=1000, bfloat16=False, base_share=0.0)


@pytest.fixture(scope="module")
def tuned(slip_jigs: Corpus, base: BaseModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tuned") / "tuned"
    train(slip_jigs, quick(base), folder, base=base, device="cpu")
    return folder


def extended(base: BaseModel, corpus: Corpus) -> TuneModel:
    alphabet = lineage_of(corpus, base).alphabet
    model = TuneModel(model_config(base.preset(), len(alphabet), alphabet.bar_line))
    model.load_state_dict(base.weights(model.config.vocabulary))
    return model.eval()


def test_the_run_begins_with_the_base_s_own_scores(
    corpus: Corpus, base: BaseModel, trained: Trained, tmp_path: Path
) -> None:
    train(corpus, quick(base), tmp_path / "again", base=base, device="cpu")
    found = json.loads((tmp_path / "again/model.json").read_text())
    assert found["base"]["bits_per_note"] == pytest.approx(trained.scores.bits_per_note, rel=2e-3)


def test_a_fine_tuned_model_predicts_the_book_better_than_its_base(tuned: Path) -> None:
    found = json.loads((tuned / "model.json").read_text())
    assert found["scores"]["bits_per_note"] < 0.95 * found["base"]["bits_per_note"]


def test_new_characters_come_after_those_of_the_base_and_change_nothing_for_them(
    corpus: Corpus, slip_jigs: Corpus, base: BaseModel
) -> None:
    known, alphabet = base.checkpoint.alphabet, lineage_of(slip_jigs, base).alphabet
    assert alphabet.characters.startswith(known.characters)
    assert set("slip") <= set(alphabet.characters)
    assert "s" not in known
    ids = torch.tensor([known.encode(corpus.held_out[0])])
    logits, _ = extended(base, slip_jigs)(ids)
    assert torch.allclose(logits[..., : len(known)], base.checkpoint.model(ids)[0], atol=1e-5)


def test_a_new_character_is_unlikely_at_first(corpus: Corpus, slip_jigs: Corpus, base: BaseModel) -> None:
    alphabet = lineage_of(slip_jigs, base).alphabet
    before = score(base.checkpoint.model, base.checkpoint.alphabet, corpus.held_out)
    after = score(extended(base, slip_jigs), alphabet, corpus.held_out)
    assert after.bits_per_note < before.bits_per_note + 0.5


@pytest.mark.parametrize("name", ["embedding", "hidden", "layers", "memory"])
def test_other_sizes_than_those_of_the_base_are_refused(
    corpus: Corpus, base: BaseModel, tmp_path: Path, name: str
) -> None:
    preset = changed(base.preset(), {name: 7})
    with pytest.raises(BadRequest, match=rf"^{name}: 7 is not possible; {base.id} has \d+, and a model that"):
        train(corpus, preset, tmp_path / "run", base=base, device="cpu")
    assert not (tmp_path / "run").exists()


def test_a_share_of_each_weight_is_the_base_s(
    slip_jigs: Corpus, base: BaseModel, tuned: Path, tmp_path: Path
) -> None:
    train(slip_jigs, replace(quick(base), base_share=0.75, patience=9), tmp_path, base=base, device="cpu")
    alone, blended = (load_checkpoint(str(folder)).model.state_dict() for folder in (tuned, tmp_path))
    own = base.weights(len(lineage_of(slip_jigs, base).alphabet))
    for name, weight in blended.items():
        assert torch.allclose(weight, 0.25 * alone[name] + 0.75 * own[name], atol=2e-3)


def test_a_share_of_a_base_needs_a_base(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"^base_share: 0\.5 is not possible; .*use --from"):
        train(corpus, replace(SMALL, base_share=0.5), tmp_path / "run", device="cpu")
    assert not (tmp_path / "run").exists()


def test_fine_tuning_takes_smaller_steps_than_training(base: BaseModel) -> None:
    assert base.preset().learning_rate == FINE_TUNING["learning_rate"] < 1e-3


def test_the_index_of_training_tunes_holds_those_of_the_base_and_the_book(
    tuned: Path, slip_jigs: Corpus, corpus: Corpus
) -> None:
    found = {tune.pitches for tune in load_checkpoint(str(tuned)).training_tunes}
    both = [*slip_jigs.originality.tunes, *corpus.originality.tunes]
    assert found == {tune.pitches for tune in both}


def test_the_model_offers_what_the_base_and_what_the_book_offers(tuned: Path) -> None:
    found = load_checkpoint(str(tuned)).catalogue
    assert set(found.types) == {"jig", "reel", "slip jig"}
    assert found.complete(ComposeRequest(type="slip jig"), 1).meter == "9/8"


def test_the_record_names_the_base_and_both_corpora(tuned: Path, slip_jigs: Corpus, corpus: Corpus) -> None:
    found = json.loads((tuned / "model.json").read_text())
    assert found["corpus"]["hash"] == slip_jigs.hash
    assert found["base"]["id"].startswith("small-")
    assert found["base"]["corpus"]["hash"] == corpus.hash


def test_held_out_tunes_that_the_base_was_trained_on_are_counted(corpus: Corpus, base: BaseModel) -> None:
    assert lineage_of(corpus, base).seen == 0
    swapped = replace(corpus, train=corpus.held_out, held_out=corpus.train[:5], origins=corpus.origins[:12])
    assert lineage_of(swapped, base).seen == 5


def test_a_model_fine_tuned_twice_names_both_bases(tuned: Path) -> None:
    facts = BaseModel.load(tuned).to_json()
    assert facts["id"].startswith("tuned-")
    assert facts["base"]["id"].startswith("small-")


def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    slip_jigs: Corpus, base: BaseModel, tuned: Path, tmp_path: Path
) -> None:
    calls = iter(range(100))
    train(slip_jigs, quick(base), tmp_path, base=base, device="cpu", stop=lambda: next(calls) > 3)
    saved = load_run(tmp_path)
    train(slip_jigs, saved.preset, tmp_path, base=base, device="cpu", saved=saved)
    assert (tmp_path / WEIGHTS).read_bytes() == (tuned / WEIGHTS).read_bytes()
    one, two = (json.loads((folder / "model.json").read_text()) for folder in (tmp_path, tuned))
    assert one["base"] == two["base"]


def test_a_run_is_not_resumed_from_another_base(slip_jigs: Corpus, tuned: Path, tmp_path: Path) -> None:
    saved = load_run(tuned)
    with pytest.raises(BadRequest, match=r"^from: nothing is not possible; the run was started from small-"):
        train(slip_jigs, saved.preset, tmp_path, device="cpu", saved=saved)
    with pytest.raises(
        BadRequest, match=r"^from: tuned-\w+ is not possible; the run was started from small-"
    ):
        train(slip_jigs, saved.preset, tmp_path, base=BaseModel.load(tuned), device="cpu", saved=saved)


def catalogue(**types: int) -> Catalogue:
    styles = {Style(name, "4/4", "maj", "AABB 8"): count for name, count in types.items()}
    return Catalogue("", styles, {"maj": {"D": sum(types.values())}})


@pytest.mark.parametrize("many", [90, 900, 9000])
@pytest.mark.parametrize("few", [20, 200, 2000])
def test_what_either_offers_stays_on_offer_and_nothing_else(many: int, few: int) -> None:
    base = catalogue(jig=many, reel=many // 2, air=many // 45, march=1)
    book = catalogue(polka=few, jig=few // 2, waltz=few // 6, mazurka=1)
    assert set(merged_catalogue(base, book).types) == {*base.types, *book.types}


def test_a_free_request_is_for_the_book_s_kinds_about_every_second_time() -> None:
    merged = merged_catalogue(catalogue(jig=2000, reel=1400), catalogue(polka=60, waltz=30))
    drawn = Counter(merged.complete(ComposeRequest(), seed).type for seed in range(400))
    assert 160 < drawn["polka"] + drawn["waltz"] < 240
    assert drawn["polka"] > drawn["waltz"] > 30


def test_the_tunes_of_a_large_book_count_as_many_times_as_those_of_the_base() -> None:
    merged = merged_catalogue(catalogue(jig=3000), catalogue(polka=6000))
    assert {style.type: count for style, count in merged.styles.items()} == {"jig": 3000, "polka": 6000}
