"""What the tests of the bot share: a fake engine, a catalogue, and helpers to use the controls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import simcord

from bot.history import Asker, Entry, History, Order
from generator.catalogue import Catalogue, Style
from generator.engine import Cancelled, Composed, Done, Event, Failed, Health, Job, Progress
from generator.errors import LiltError
from generator.library.local import LocalLibrary
from generator.library.printed_tunes import PrintedTunes
from generator.model.card import ModelCard
from generator.model.training_tunes import TrainingTune
from generator.request import ComposeRequest
from generator.tune import NearestTune, Recording, Rendering, Tune

CATALOGUE = Catalogue(
    model="tiny",
    styles={
        Style("reel", "4/4", "maj", "AABB 8"): 100,
        Style("jig", "6/8", "dor", "AABB 8"): 90,
        Style("jig", "6/8", "dor", "A 16"): 60,
    },
    tonics={"maj": {"D": 9, "G#": 8, "Bb": 7}, "dor": {"D": 5}},
)


CARD = ModelCard(model=CATALOGUE.model)


def tune(request: ComposeRequest, title: str = "The Fake Jig") -> Tune:
    """A tune for a request. Open options become those of a jig in D major, seed 1."""
    drawn = {"type": "jig", "key": "D", "mode": "maj", "meter": "6/8", "tempo": 112, "seed": 1}
    resolved = ComposeRequest.from_json(drawn | request.to_json())
    return Tune(
        request=resolved, title=title, abc=f"X:1\nT:{title}\nM:6/8\nK:D\nDFA|]\n", model="tiny", drafts=4
    )


class FakeLibrary(LocalLibrary):
    """Reads real files and folders. Its model in use has CATALOGUE, these printed tunes, and this card."""

    def __init__(self, *printed: TrainingTune, models: Path | None = None, card: ModelCard = CARD) -> None:
        super().__init__(models=models)
        self._printed = PrintedTunes(lambda: printed)
        self._card = card

    async def catalogue(self, model: str | None = None) -> Catalogue:
        return CATALOGUE if model is None else await super().catalogue(model)

    async def card(self) -> ModelCard:
        return self._card

    def forget(self) -> None:
        """There is no other model."""


class FakeEngine:
    """Composes and renders every job at once, unless a test tells it to `refuse`, `fail`, `crash` or `hold`.

    `held`: the stage that is held. `sizes`: format -> bytes of the file. `pages`: of the score.
    `rendered`: the tunes, in order.
    """

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.rendered: list[Tune] = []
        self.news: list[Event] = [Progress("composing")]
        self.title = "The Fake Jig"
        self.likeness: NearestTune | None = None
        self.refuse: LiltError | None = None
        self.fail: str | None = None
        self.fail_rendering: str | None = None
        self.crash: Exception | None = None
        self.hold: simcord.Env | None = None
        self.held = "composing"
        self.sizes: dict[str, int] = {}
        self.pages = 1
        self.notices: tuple[str, ...] = ()
        self.go_on = asyncio.Event()
        self.cancelled: set[str] = set()
        self.is_well = Health("tiny")
        self._to_render: dict[str, Tune] = {}

    @property
    def last(self) -> Job:
        return list(self.jobs.values())[-1]

    @property
    def asked(self) -> list[ComposeRequest | Tune]:
        return [job.work for job in self.jobs.values()]

    async def submit(self, job: Job) -> None:
        if self.refuse is not None and not job.admitted:
            raise self.refuse
        self.jobs[job.id] = job

    async def render(self, job_id: str, tune: Tune) -> None:
        self._to_render[job_id] = tune

    async def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        job = self.jobs[job_id]
        if job_id in self._to_render:
            yield Progress("rendering")
            await self._work("rendering")
            yield self._ended(job_id, self.fail_rendering) or Done(self.recording(job))
            return
        for event in self.news:
            yield event
        await self._work("composing")
        yield self._ended(job_id, self.fail) or Composed(self._composed(job))

    async def _work(self, stage: str) -> None:
        if self.hold is not None and self.held == stage:
            await self.hold.external_wait(self.go_on.wait(), reason="the engine is at work")
        if self.crash is not None:
            raise self.crash

    def _ended(self, job_id: str, failure: str | None) -> Event | None:
        if job_id in self.cancelled:
            return Cancelled()
        return None if failure is None else Failed(failure)

    def _composed(self, job: Job) -> Tune:
        made = job.work if isinstance(job.work, Tune) else tune(job.work, self.title)
        return made if isinstance(job.work, Tune) else replace(made, originality=self.likeness)

    def recording(self, job: Job) -> Recording:
        made = self._to_render[job.id]
        self.rendered.append(made)
        contents = {ending: f"{ending} of {made.id}".encode() for ending in job.formats}
        contents |= {ending: b" " * self.sizes[ending] for ending in job.formats & set(self.sizes)}
        contents |= {"abc": made.abc.encode()} if "abc" in job.formats else {}
        more = tuple(f"page {number}".encode() for number in range(2, self.pages + 1))
        rendering = Rendering(
            files=contents,
            seconds=30.0,
            further_pages=more if "png" in contents else (),
            notices=self.notices,
        )
        return Recording(tune=made, rendering=rendering)

    async def cancel(self, job_id: str) -> None:
        self.cancelled.add(job_id)
        self.go_on.set()

    @property
    def health(self) -> Health:
        return self.is_well

    async def close(self, drain: float = 0.0) -> None:
        pass


TUNE_LABELS = ["Another", "Remix", "Save", "Delete", "Vary: what should change?", "More"]
"""The labels of the buttons and menus under a tune."""


async def pick(user: Any, message: Any, menu: str, value: str) -> Any:
    """Choose a value from a menu of a message; `menu` is its name in the custom_id."""
    ids = [one.get("custom_id", "") for row in message.components for one in row["components"]]
    (custom_id,) = (one for one in ids if one.startswith(f"lilt:{menu}:"))
    result = await user.select(message, [value], custom_id=custom_id)
    return Chosen(result) if result.followups else result


@dataclass(frozen=True)
class Chosen:
    """What came of a choice that was answered by a message after the answer."""

    result: Any

    @property
    def response(self) -> Any:
        """None once it is deleted."""
        return self.result.followups[-1] if self.result.followups else None

    @property
    def ephemeral(self) -> bool:
        return bool(self.response.ephemeral)


async def pick_file(user: Any, message: Any, value: str) -> Any:
    """Choose a file of a tune: More, Files, and the file."""
    offered = await pick(user, message, "more", "files")
    return await pick(user, offered.response, "files", value)


async def eventually(condition: Callable[[], object]) -> bool:
    """Whether the condition becomes true within two seconds."""
    for _ in range(200):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return False


def prefilled(shown: Any) -> dict[str, str]:
    """The texts in a form's fields: custom_id -> text."""
    inputs = (label["component"] for label in shown.modal["components"])
    return {one["custom_id"]: one.get("value", "") for one in inputs}


def asker(user: Any, guild: Any = None, channel_id: int = 5) -> Asker:
    """The Asker for a user (an actor or an id)."""
    return Asker(
        user_id=getattr(user, "id", user),
        user_name=str(getattr(user, "name", user)),
        guild_id=getattr(guild, "id", guild),
        channel_id=channel_id,
    )


def order(order_id: str, user: Any = 1, channel_id: int = 5, **more: Any) -> Order:
    """An order of a user, as the history stores it."""
    facts: dict[str, Any] = {
        "created_at": 1_700_000_000,
        "token": "token",
        "largest": 10_000_000,
        "asked": ComposeRequest(),
    }
    return Order(id=order_id, asker=asker(user, channel_id=channel_id), **(facts | more))


_order_ids = count(1)


async def add_tune(
    history: History, asker: Asker, asked: ComposeRequest, tune: Tune, parent: int | None = None
) -> Entry:
    """Add a tune as the bot does: it is ordered, added for its order, and the order is settled."""
    ordered = replace(order(f"added-{next(_order_ids)}", asked=asked, parent=parent), asker=asker)
    await history.add_order(ordered)
    entry = await history.add_ordered(ordered.id, tune)
    assert entry is not None
    await history.settle(ordered.id)
    return entry


def fields(embed: Any) -> dict[str, str]:
    return {field.name: field.value for field in embed.fields}


def labels(message: Any) -> list[str]:
    """The labels of a message's buttons and the placeholders of its menus; disabled ones in brackets."""
    return [
        f"({button['label']})" if button.get("disabled") else button.get("label") or button["placeholder"]
        for row in message.components
        for button in row["components"]
    ]


def names(message: Any) -> list[str]:
    return [attachment.filename for attachment in message.attachments]
