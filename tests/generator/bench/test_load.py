"""The engine under load: here the one behind a broker, with a worker that takes no time."""

from __future__ import annotations

from pathlib import Path

from generator.bench.load import Sizes, measure_remote_load
from generator.bench.report import _remote
from generator.engine.remote.settings.security import ANYBODY
from tests.generator.engine.jobs import HeldComposer
from tests.generator.engine.remote.cluster import open_cluster


async def test_the_workers_at_a_broker_are_measured_as_the_local_engine_is(tmp_path: Path) -> None:
    composer = HeldComposer()
    composer.go.set()
    sizes = Sizes(at_once=(1, 3), users=2, each=2, least=3, rendered=2)
    async with open_cluster(tmp_path) as cluster, cluster.worker("one", composer, rows=3):
        rows = await measure_remote_load(cluster.server.url, ANYBODY, sizes)
    assert [(row["at_once"], row["requests"], row["refused"]) for row in rows] == [
        (1, 3, 0),
        (3, 6, 0),
        (2, 4, 0),
    ]
    assert all(row["tunes_per_s"] > 1 for row in rows)
    local = [{**row, "tunes_per_s": 2 * row["tunes_per_s"]} for row in rows]
    assert _remote({"engine": local, "remote": rows})[-1] == "3 at once: 50% of the local engine's tunes/s"
