"""Models across workers: named ones, promoted ones, and those that cannot be loaded or have gone."""

from __future__ import annotations

import asyncio

import pytest

from generator.compose.composition import BarProgress, Composition
from generator.engine import Health, Job
from generator.engine.client import compose, run
from generator.engine.remote import dispatcher
from generator.engine.remote.connection import opened
from generator.engine.remote.engine import open_remote_engine
from generator.errors import JobFailed, ModelError
from generator.request import ComposeRequest
from tests.generator.engine.jobs import HeldComposer, job, tune_for, until
from tests.generator.engine.remote.cluster import Cluster

pytestmark = pytest.mark.usefixtures("impatient")


class PickyComposer(HeldComposer):
    """Composes at once, but cannot load the model "broken"."""

    async def compose(self, request: ComposeRequest, progress: BarProgress, *, job_id: str) -> Composition:
        self.go.set()
        if request.model == "broken":
            raise ModelError("The weights of broken are damaged.")
        return await super().compose(request, progress, job_id=job_id)


def job_with(model: str, number: int = 1) -> Job:
    return job(number, work=ComposeRequest(seed=number, model=model))


async def test_a_named_model_composes_where_it_is(cluster: Cluster) -> None:
    without, having = PickyComposer(), PickyComposer()
    async with (
        cluster.engine() as engine,
        cluster.worker("one", without, models=lambda: {"new": "new-1"}),
        cluster.worker("two", having, models=lambda: {"new": "new-1", "old": "old-1"}),
    ):
        await cluster.ready(engine, 2)
        for number in range(5):
            await run(engine, job_with("old", number))
    assert (without.begun, len(having.begun)) == ([], 5)


async def test_what_a_worker_is_told_to_warn_of_is_in_the_health_report(cluster: Cluster) -> None:
    said: list[str] = []
    async with cluster.engine() as engine, cluster.worker("one", PickyComposer()) as worker:
        worker.warn_of(lambda: said[0] if said else None)
        await cluster.ready(engine, 1)
        assert engine.health.warning is None
        said.append("The models at the broker cannot be copied: the index is damaged.")
        await until(lambda: "cannot be copied" in str(engine.health.warning))


async def test_a_model_that_no_worker_has_is_refused_with_the_names_that_there_are(cluster: Cluster) -> None:
    models = {"new": "new-1", "old": "old-1"}
    async with (
        cluster.engine() as engine,
        cluster.worker("one", PickyComposer(), models=lambda: models),
    ):
        await cluster.ready(engine, 1)
        sentence = "^model: lost is not possible; it must be one of: new, old.$"
        with pytest.raises(JobFailed, match=sentence):
            await run(engine, job_with("lost"))


async def test_a_worker_that_cannot_load_a_model_says_so_and_another_takes_its_tasks(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "MODEL_SECONDS", 1.0)
    able = HeldComposer()
    able.go.set()
    models = {"broken": "broken-1"}
    async with cluster.engine() as engine:
        async with (
            cluster.worker("one", PickyComposer(), models=lambda: models),
            cluster.worker("two", able, models=lambda: models),
        ):
            await cluster.ready(engine, 2)
            for number in range(6):
                await run(engine, job_with("broken", number))
            warning = "Worker one: The weights of broken are damaged."
            await until(lambda: engine.health.warning == warning)
            await run(engine, job(7))
            assert len([seed for seed in able.begun if seed != 7]) == 6
        async with cluster.worker("three", PickyComposer(), models=lambda: models):
            await cluster.ready(engine, 1)
            with pytest.raises(JobFailed, match="model: broken is not possible"):
                await run(engine, job_with("broken", 8))


async def test_a_promoted_model_is_told_to_the_engine(cluster: Cluster, composer: HeldComposer) -> None:
    told: list[str] = []

    async with (
        opened(cluster.server.url) as connection,
        open_remote_engine(connection, changed=told.append),
        cluster.worker("one", composer),
    ):
        await until(lambda: told == ["fake"])
        composer.health = Health("new")
        await until(lambda: told == ["fake", "new"])


async def test_a_worker_that_stops_finishes_a_task_for_a_model_that_no_other_has(
    cluster: Cluster, composer: HeldComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "MODEL_SECONDS", 0.2)
    async with cluster.engine() as engine, cluster.worker("two", HeldComposer()):
        worker_of_old = cluster.worker("one", composer, models=lambda: {"old": "old-1"}, drain=20.0)
        async with worker_of_old:
            await cluster.ready(engine, 2)
            await engine.submit(job_with("old"))
            await until(lambda: composer.begun)
            asyncio.get_running_loop().call_later(1.0, composer.go.set)
        assert await compose(engine, "job1") == tune_for(ComposeRequest(seed=1, model="old"))


async def test_a_task_whose_model_has_gone_with_its_last_worker_fails_in_a_while(
    cluster: Cluster, composer: HeldComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "MODEL_SECONDS", 0.2)
    async with cluster.engine() as engine, cluster.worker("two", HeldComposer()):
        async with cluster.worker("one", composer, models=lambda: {"old": "old-1"}):
            await cluster.ready(engine, 2)
            await engine.submit(job_with("old"))
            await until(lambda: composer.begun)
        with pytest.raises(JobFailed, match="model: old is not possible"):
            await compose(engine, "job1")
