"""What the tests of the bot share: an engine that makes small recordings, a catalogue, a few ways to look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import simcord

from bot.history import Asker, Order
from generator.catalogue import Catalogue, Style
from generator.engine import Cancelled, Done, Event, Failed, Health, Job, Progress
from generator.errors import LiltError, QueueFull
from generator.tune import ComposeRequest, NearestTune, Recording, Rendering, Tune

CATALOGUE = Catalogue(
    model="tiny",
    styles={
        Style("reel", "4/4", "maj", "AABB 8"): 100,
        Style("jig", "6/8", "dor", "AABB 8"): 90,
        Style("jig", "6/8", "dor", "A 16"): 60,
    },
    tonics={"maj": {"D": 9, "G#": 8, "Bb": 7}, "dor": {"D": 5}},
)


def tune(request: ComposeRequest, title: str = "The Fake Jig") -> Tune:
    """A tune for a request; what is open becomes a jig in D major, seed 1."""
    drawn = {"type": "jig", "key": "D", "mode": "maj", "meter": "6/8", "tempo": 112, "seed": 1}
    resolved = ComposeRequest.from_json(drawn | request.to_json())
    return Tune(request=resolved, title=title, abc=f"X:1\nT:{title}\nM:6/8\nK:D\nDFA|]\n", model="tiny")


class FakeEngine:
    """Makes every job's recording at once, unless a test tells it to `refuse`, `fail`, `crash` or `hold`.

    `refuse_again`: so many times there is no room to render a tune that is made already.

    `held`: the kind of work that it holds; `sizes`: of files that are to have one.
    """

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.news: list[Event] = [Progress("composing"), Progress("rendering")]
        self.title = "The Fake Jig"
        self.likeness: NearestTune | None = None
        self.refuse: LiltError | None = None
        self.refuse_again = 0
        self.fail: str | None = None
        self.crash: Exception | None = None
        self.hold: simcord.Env | None = None
        self.held: type = object
        self.sizes: dict[str, int] = {}
        self.go_on = asyncio.Event()
        self.cancelled: set[str] = set()
        self.is_well = Health("tiny")

    @property
    def last(self) -> Job:
        return list(self.jobs.values())[-1]

    @property
    def asked(self) -> list[ComposeRequest | Tune]:
        return [job.work for job in self.jobs.values()]

    async def submit(self, job: Job) -> None:
        if self.refuse is not None:
            raise self.refuse
        if self.refuse_again and isinstance(job.work, Tune):
            self.refuse_again -= 1
            raise QueueFull(100)
        self.jobs[job.id] = job

    async def events(self, job_id: str) -> AsyncIterator[Event]:
        for event in self.news:
            yield event
        if self.hold is not None and isinstance(self.jobs[job_id].work, self.held):
            await self.hold.external_wait(self.go_on.wait(), reason="the engine is at work")
        if self.crash is not None:
            raise self.crash
        if job_id in self.cancelled:
            yield Cancelled()
        elif self.fail is not None:
            yield Failed(self.fail)
        else:
            yield Done(self.recording(self.jobs[job_id]))

    def recording(self, job: Job) -> Recording:
        made = job.work if isinstance(job.work, Tune) else tune(job.work, self.title)
        made = replace(made, originality=self.likeness)
        contents = {ending: f"{ending} of {made.id}".encode() for ending in job.formats}
        contents |= {ending: b" " * self.sizes[ending] for ending in job.formats & set(self.sizes)}
        contents |= {"abc": made.abc.encode()} if "abc" in job.formats else {}
        return Recording(tune=made, rendering=Rendering(files=contents, seconds=30.0))

    async def cancel(self, job_id: str) -> None:
        self.cancelled.add(job_id)
        self.go_on.set()

    @property
    def health(self) -> Health:
        return self.is_well

    async def close(self, drain: float = 0.0) -> None:
        pass


TUNE_LABELS = ["Another", "Remix", "Save", "Delete", "Vary: what shall be new?", "More"]
"""What stands under a tune."""


async def pick(user: Any, message: Any, menu: str, value: str) -> Any:
    """Choose from one of a message's menus, by its name in the custom_id."""
    ids = [one["custom_id"] for row in message.components for one in row["components"]]
    (custom_id,) = (one for one in ids if one.startswith(f"lilt:{menu}:"))
    return await user.select(message, [value], custom_id=custom_id)


def prefilled(shown: Any) -> dict[str, str]:
    """What stands in a form's fields, by their names."""
    inputs = (label["component"] for label in shown.modal["components"])
    return {one["custom_id"]: one.get("value", "") for one in inputs}


def asker(user: Any, guild: Any = None, channel_id: int = 5) -> Asker:
    """Whoever (an actor or an id), as the history knows them."""
    return Asker(
        user_id=getattr(user, "id", user),
        user_name=str(getattr(user, "name", user)),
        guild_id=getattr(guild, "id", guild),
        channel_id=channel_id,
    )


def order(order_id: str, user: Any = 1, channel_id: int = 5, **more: Any) -> Order:
    """What somebody asked for, as the history keeps it."""
    facts: dict[str, Any] = {
        "created_at": 1_700_000_000,
        "token": "token",
        "largest": 10_000_000,
        "asked": ComposeRequest(),
    }
    return Order(id=order_id, asker=asker(user, channel_id=channel_id), **(facts | more))


def fields(embed: Any) -> dict[str, str]:
    return {field.name: field.value for field in embed.fields}


def labels(message: Any) -> list[str]:
    """The labels of a response's buttons, and a menu's words; the disabled ones in brackets."""
    return [
        f"({button['label']})" if button.get("disabled") else button.get("label") or button["placeholder"]
        for row in message.components
        for button in row["components"]
    ]


def names(message: Any) -> list[str]:
    return [attachment.filename for attachment in message.attachments]
