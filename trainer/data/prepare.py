"""Preparation: reads and cleans a corpus, groups near-duplicates, splits it, and writes the training text."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from generator.notation.reading.reader import read_abc
from trainer.data.cleaning import METERS, Unfit, clean, refuse_what_changes
from trainer.data.corpus import SourceTune, read_files
from trainer.data.dance_rule import DANCE_METERS
from trainer.data.dedupe import cluster
from trainer.data.labels import Label, label
from trainer.data.part_boundaries import mend
from trainer.data.reasons import kind_of
from trainer.progress_bar import with_progress

HELD_OUT_SHARE = 0.08
"""Share of the tunes that is held out of training, in whole clusters."""
_MANY = 400
"""More tunes than this are prepared in several processes, which take a second to start."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A tune ready to be learnt.

    `tonic` is the one in its source, before it was moved to C; `mended` says whether `part_boundaries`
    changed it; `label` what told its type.
    """

    source: SourceTune
    melody: Melody
    title: str
    tonic: str
    mended: bool
    text: str
    style: Style
    label: Label

    @property
    def digest(self) -> str:
        """A digest of the text as it is without the dance rule."""
        return _digest(self.text.replace(f"R:{self.label.type}\n", f"R:{self.label.without_rule}\n", 1))


@dataclass(frozen=True, slots=True)
class Dropped:
    """A tune that is left out: the reason, and its place."""

    reason: str
    place: str


def prepare_tune(source: SourceTune) -> Prepared:
    """Prepare one tune. Raises NotationError or Unfit."""
    melody = read_abc(source.text)
    refuse_what_changes(melody)
    try:
        mended = mend(melody)
        labelled = label(source, mended, METERS.get(melody.meter.name, melody.meter.name))
    except FormError:
        raise Unfit("repeats or endings that do not pair up") from None
    cleaned = clean(mended, labelled.type)
    form = form_of(cleaned)
    style = Style(labelled.type, cleaned.meter.name, cleaned.key.mode, form.field)
    text = write_model_text(cleaned, form)
    title = "" if is_blocked(melody.title) else melody.title
    return Prepared(source, cleaned, title, melody.key.tonic, mended != melody, text, style, labelled)


def prepare(sources: Sequence[str], out: Path) -> dict[str, object]:
    """Write train.txt, valid.txt, tunes.json, catalogue.json and report.json to `out`; returns the report.

    The same sources give the same bytes. Raises BadRequest if a source does not exist
    or no two different tunes can be learnt from.
    """
    gathered = gather(sources)
    tunes, dropped = gathered.tunes, gathered.dropped
    if not tunes:
        raise BadRequest("source", ", ".join(sources), "no tune in it can be learnt from")
    leaders = cluster([tune.melody for tune in tunes])
    if len(set(leaders)) == 1:
        allowed = "at least two different tunes are needed, one of them to be held out"
        raise BadRequest("source", ", ".join(sources), allowed)
    train, held_out = _split(tunes, leaders)
    text = _join(train) + _join(held_out)
    report = {
        "sources": list(sources),
        "hash": _digest(text)[:16],
        "found": gathered.found,
        "kept": len(tunes),
        "mended": sum(tune.mended for tune in tunes),
        "train": len(train),
        "held_out": len(held_out),
        "clusters": len(set(leaders)),
        "characters": len(text),
        "dropped": dict(Counter({reason: len(places) for reason, places in dropped.items()}).most_common()),
        "kept_of": dict(Counter(tune.source.label for tune in tunes).most_common()),
        "types": dict(Counter(tune.style.type for tune in tunes).most_common()),
        "types_told_by": _told_by(tunes),
        "dance_rule": _rule_on_labelled(tunes),
        "files_without_tunes": gathered.files_without_tunes,
        "dropped_tunes": dropped,
    }
    _write(out, train, held_out, report)
    return report


def _write(
    out: Path, train: Sequence[Prepared], held_out: Sequence[Prepared], report: Mapping[str, object]
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    origins: dict[str, list[dict[str, str]]] = {}
    for name, tunes in (("train", train), ("valid", held_out)):
        (out / f"{name}.txt").write_text(_join(tunes))
        origins[name] = [_origin(tune) for tune in tunes]
    (out / "tunes.json").write_text(json.dumps(origins, indent=0))
    (out / "catalogue.json").write_text(json.dumps(_catalogue(train).to_json()))
    (out / "report.json").write_text(json.dumps(report, indent=1))


@dataclass(frozen=True, slots=True)
class Gathered:
    """The tunes to learn from, each melody once; the places of the others, by reason; the number found."""

    tunes: list[Prepared]
    dropped: dict[str, list[str]]
    found: int
    files_without_tunes: list[str]


def gather(sources: Iterable[str]) -> Gathered:
    """Prepare all tunes of the sources. Raises BadRequest."""
    kept: dict[str, Prepared] = {}
    dropped: dict[str, list[str]] = defaultdict(list)
    files = [file for name in sources for file in read_files(name)]
    tunes = [tune for file in files for tune in file.tunes]
    for outcome in with_progress(_prepared(tunes), "preparing", len(tunes), "tune"):
        if isinstance(outcome, Dropped):
            dropped[outcome.reason].append(outcome.place)
            continue
        body = outcome.text.split("\n", 4)[-1]
        if body in kept:
            dropped["the same notes again"].append(outcome.source.place)
        else:
            kept[body] = outcome
    empty = [file.name for file in files if not file.tunes]
    return Gathered(list(kept.values()), dict(dropped), len(tunes), empty)


def _prepared(tunes: Sequence[SourceTune]) -> Iterator[Prepared | Dropped]:
    """The outcome for each tune, in their order; many tunes are shared among processes."""
    if len(tunes) <= _MANY:
        yield from map(_outcome, tunes)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(_outcome, tunes, chunksize=_MANY // 4)


def _outcome(source: SourceTune) -> Prepared | Dropped:
    try:
        return prepare_tune(source)
    except Unfit as reason:
        return Dropped(str(reason), source.place)
    except NotationError as error:
        where = source.tune.in_file(error)
        return Dropped(kind_of(error.problem), f"{source.place_of(where.line)} {error.problem}")


def _split(tunes: Sequence[Prepared], leaders: Sequence[int]) -> tuple[list[Prepared], list[Prepared]]:
    """Training and held-out tunes: whole clusters are held out until HELD_OUT_SHARE is reached.

    Clusters are taken in the order of a digest of their text. If tunes are added or removed, nearly all
    others stay on their side, so a model is not tested on tunes that an earlier one learnt.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for index, leader in enumerate(leaders):
        members[leader].append(index)
    held_out: set[int] = set()
    for cluster_members in sorted(members.values(), key=lambda one: min(tunes[i].digest for i in one)):
        if len(held_out) >= HELD_OUT_SHARE * len(tunes):
            break
        held_out.update(cluster_members)
    train = [tune for index, tune in enumerate(tunes) if index not in held_out]
    return train, [tune for index, tune in enumerate(tunes) if index in held_out]


def _told_by(tunes: Sequence[Prepared]) -> dict[str, dict[str, int]]:
    """What told the type -> type -> tunes."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for tune in tunes:
        counts[tune.label.told_by][tune.label.type] += 1
    by_size = sorted(counts, key=lambda told_by: -counts[told_by].total())
    return {told_by: dict(counts[told_by].most_common()) for told_by in by_size}


def _rule_on_labelled(tunes: Sequence[Prepared]) -> dict[str, dict[str, int]]:
    """How right the dance rule is: type and meter of the tunes with a sure type -> what it says -> tunes."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for told in (tune.label for tune in tunes):
        if told.meter in DANCE_METERS and told.told_by in ("R: field", "id", "title"):
            counts[f"{told.type} in {told.meter}"][told.dance or "neither"] += 1
    return {kind: dict(counts[kind].most_common()) for kind in sorted(counts)}


def _origin(tune: Prepared) -> dict[str, str]:
    """What tunes.json says of a tune."""
    return {"title": tune.title, "place": tune.source.place, "tonic": tune.tonic}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _join(tunes: Sequence[Prepared]) -> str:
    """The texts, with a blank line after each."""
    return "".join(tune.text + "\n" for tune in tunes)


def _catalogue(tunes: Sequence[Prepared]) -> Catalogue:
    tonics: dict[str, Counter[str]] = defaultdict(Counter)
    for tune in tunes:
        tonics[tune.style.mode][tune.tonic] += 1
    return Catalogue(model="", styles=Counter(tune.style for tune in tunes), tonics=tonics)
