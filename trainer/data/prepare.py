"""Corpus -> training text: read, clean, group near-duplicates, split, and say what was left out and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from generator.catalogue import Catalogue, Style
from generator.compose.blocklist import is_blocked
from generator.errors import BadRequest, NotationError
from generator.notation.form import FormError, form_of
from generator.notation.melody import Melody
from generator.notation.model_text import write_model_text
from generator.notation.reader import read_abc
from trainer.data.cleaning import METERS, Unfit, clean
from trainer.data.corpus import SourceTune, read_source
from trainer.data.dedupe import cluster
from trainer.data.labels import tune_type
from trainer.data.part_boundaries import mend

HELD_OUT_SHARE = 0.08
"""Share of the tunes that is never trained on, in whole clusters."""
_SHARED_OUT = 400
"""More tunes than this are worth the second that other processes take to start."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One tune ready to be learnt. `tonic` is its own, before it was moved to C; `mended` as in `seams`."""

    source: SourceTune
    melody: Melody
    title: str
    tonic: str
    mended: bool
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Left:
    """A tune that is left out: why, and where it stands."""

    reason: str
    where: str


def prepare_tune(source: SourceTune) -> Prepared:
    """Raises NotationError or Unfit."""
    melody = read_abc(source.text)
    kind = tune_type(source, melody.rhythm, melody.title, METERS.get(melody.meter.name, melody.meter.name))
    try:
        mended = mend(melody)
    except FormError:
        raise Unfit("repeats or endings that do not pair up") from None
    cleaned = clean(mended, kind)
    form = form_of(cleaned)
    style = Style(kind, cleaned.meter.name, cleaned.key.mode, form.field)
    text = write_model_text(cleaned, form)
    title = "" if is_blocked(melody.title) else melody.title
    return Prepared(source, cleaned, title, melody.key.tonic, mended != melody, text, style)


def prepare(sources: Sequence[str], out: Path) -> dict[str, object]:
    """Write train.txt, valid.txt, tunes.json, catalogue.json and report.json to `out`; returns the report.

    The same sources give the same bytes. Raises BadRequest for a source that is not there or of no use.
    """
    tunes, dropped, found = gather(sources)
    if not tunes:
        raise BadRequest("source", ", ".join(sources), "no tune in it can be learnt from")
    leaders = cluster([tune.melody for tune in tunes])
    if len(set(leaders)) == 1:
        raise BadRequest("source", ", ".join(sources), "it takes two different tunes: one to be held out")
    train, held_out = _split(tunes, leaders)
    texts = {"train.txt": _join(train), "valid.txt": _join(held_out)}
    digest = _digest("".join(texts.values()))[:16]
    report = {
        "sources": list(sources),
        "hash": digest,
        "found": found,
        "kept": len(tunes),
        "mended": sum(tune.mended for tune in tunes),
        "train": len(train),
        "held_out": len(held_out),
        "clusters": len(set(leaders)),
        "characters": sum(map(len, texts.values())),
        "dropped": {
            reason: len(where) for reason, where in sorted(dropped.items(), key=lambda item: -len(item[1]))
        },
        "kept_of": dict(Counter(tune.source.label for tune in tunes).most_common()),
        "types": dict(Counter(tune.style.type for tune in tunes).most_common()),
        "dropped_tunes": dropped,
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / name).write_text(text)
    origins = {"train": [_origin(tune) for tune in train], "valid": [_origin(tune) for tune in held_out]}
    (out / "tunes.json").write_text(json.dumps(origins, indent=0))
    (out / "catalogue.json").write_text(json.dumps(_catalogue(train).to_json()))
    (out / "report.json").write_text(json.dumps(report, indent=1))
    return report


def gather(sources: Iterable[str]) -> tuple[list[Prepared], dict[str, list[str]], int]:
    """Tunes to learn from (each body once), where the others stand by reason, and how many were found."""
    kept: dict[str, Prepared] = {}
    dropped: dict[str, list[str]] = defaultdict(list)
    found = 0
    for outcome in _prepared([tune for name in sources for tune in read_source(name)]):
        found += 1
        if isinstance(outcome, Left):
            dropped[outcome.reason].append(outcome.where)
            continue
        body = outcome.text.split("\n", 4)[-1]
        if body in kept:
            dropped["the same notes again"].append(outcome.source.place())
        else:
            kept[body] = outcome
    return list(kept.values()), dict(dropped), found


def _prepared(tunes: Sequence[SourceTune]) -> Iterator[Prepared | Left]:
    """What becomes of each tune, in their order; many are shared out over the processors."""
    if len(tunes) <= _SHARED_OUT:
        yield from map(_outcome, tunes)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(_outcome, tunes, chunksize=_SHARED_OUT // 4)


def _outcome(source: SourceTune) -> Prepared | Left:
    try:
        return prepare_tune(source)
    except Unfit as reason:
        return Left(str(reason), source.place())
    except NotationError as error:
        return Left("not readable", f"{source.place(error.line)} {error.problem}")


def _split(tunes: Sequence[Prepared], leaders: Sequence[int]) -> tuple[list[Prepared], list[Prepared]]:
    """Whole clusters to the held-out side until it has its share, in an order that looks like chance.

    The order is by digest of the text: a tune more or less in the sources, and the others stay where
    they are, save a few where the share ends. A model is not tested on what an earlier one learnt.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for index, leader in enumerate(leaders):
        members[leader].append(index)
    held_out: set[int] = set()
    for cluster_members in sorted(members.values(), key=lambda one: min(_digest(tunes[i].text) for i in one)):
        if len(held_out) >= HELD_OUT_SHARE * len(tunes):
            break
        held_out.update(cluster_members)
    train = [tune for index, tune in enumerate(tunes) if index not in held_out]
    return train, [tune for index, tune in enumerate(tunes) if index in held_out]


def _origin(tune: Prepared) -> dict[str, str]:
    """Where a tune comes from; in the order of the texts."""
    return {"title": tune.title, "place": tune.source.place(), "tonic": tune.tonic}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _join(tunes: Sequence[Prepared]) -> str:
    """Tunes with a blank line after each."""
    return "".join(tune.text + "\n" for tune in tunes)


def _catalogue(tunes: Sequence[Prepared]) -> Catalogue:
    tonics: dict[str, Counter[str]] = defaultdict(Counter)
    for tune in tunes:
        tonics[tune.style.mode][tune.tonic] += 1
    return Catalogue(model="", styles=Counter(tune.style for tune in tunes), tonics=tonics)
