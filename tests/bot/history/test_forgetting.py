"""A person who is forgotten leaves no word behind, in any file, and nobody else loses one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.history import BY_HAND, Entry, History, Order
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.database_files import NAME, reader, traces
from tests.bot.fakes import add_tune, asker, order, tune

ANN, BOB, CAS = USERS = (1_234_567_890_123_456, 2_234_567_890_123_456, 3_234_567_890_123_456)
ABC = (
    'X:1\nT:Title{0}\nC:Composer{0}\nR:Rhythm{0}\nN:Note{0}\n%Comment{0}\nM:6/8\nL:1/8\nK:D\n'
    '|:"^Said{0}"dfa "D"afd|gfe d3:|\nw:Lyric{0} la la la\nW:Verse{0}\n'
)  # fmt: skip


def words(number: int) -> tuple[str, ...]:
    """What somebody wrote in the tune with this number of her own."""
    kinds = ("Title", "Composer", "rhythm", "Rhythm", "Note", "Comment", "Said", "Lyric", "Verse")
    return tuple(f"{kind}x{number}x" for kind in kinds)


def sent(number: int) -> Tune:
    """A tune that somebody wrote, in which each word has this number."""
    request = ComposeRequest(type=f"rhythmx{number}x")
    return Tune(request=request, title=f"Titlex{number}x", abc=ABC.format(f"x{number}x"), model=BY_HAND)


def varied(asked: ComposeRequest, seed: int) -> Tune:
    """As the composer makes it: bars of its source that are not new keep their words."""
    source = asked.source or ""
    fields = dict(line.split(":", 1) for line in source.splitlines() if line[1:2] == ":")
    tune_type = fields["R"].lower() if "R" in fields else asked.type
    request = replace(asked, seed=seed, type=tune_type)
    return Tune(request=request, title=fields["T"], abc=source.replace("gfe", "gfg"), model="tiny")


def variation_of(entry: Entry) -> ComposeRequest:
    return ComposeRequest(source=entry.tune.abc, change="ending")


class World:
    """A history in which people write, vary, delete and forget; it knows who wrote which word."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.writers: dict[int, int] = {}
        self.orders: list[Order] = []
        self.now = 1_000.0
        history._clock = lambda: self.now

    async def entries(self) -> list[Entry]:
        """All tunes, the newest first."""
        rows = await self.history._rows("SELECT id FROM tunes ORDER BY id DESC")
        found = [await self.history.get(row["id"]) for row in rows]
        return [entry for entry in found if entry is not None]

    async def write(self, user: int, _: int) -> None:
        number = len(self.writers)
        self.writers[number] = user
        await add_tune(self.history, asker(user, 2), ComposeRequest(), sent(number))

    async def compose(self, user: int, pick: int) -> None:
        asked = ComposeRequest(seed=pick)
        await add_tune(self.history, asker(user, 2), asked, tune(asked, "Invented"))

    async def vary(self, user: int, pick: int) -> None:
        await self.place(user, pick)
        await self.deliver(user, -1)

    async def another(self, user: int, pick: int) -> None:
        entries = [entry for entry in await self.entries() if entry.asked.source]
        if entries:
            parent = entries[pick % len(entries)]
            await self._place(user, parent, parent.asked)
            await self.deliver(user, -1)

    async def place(self, user: int, pick: int) -> None:
        """An order for a variation, which waits."""
        entries = await self.entries()
        if entries:
            parent = entries[pick % len(entries)]
            await self._place(user, parent, variation_of(parent))

    async def _place(self, user: int, parent: Entry, asked: ComposeRequest) -> None:
        placed = replace(
            order(f"o{len(self.orders)}", user, asked=asked, parent=parent.id), asker=asker(user, 2)
        )
        self.orders.append(placed)
        await self.history.add_order(placed)

    async def deliver(self, _: int, pick: int) -> None:
        """A tune is made as it was asked for, whatever was reworded meanwhile."""
        waiting = {one.id for one in await self.history.orders()}
        ready = [one for one in self.orders if one.id in waiting]
        if ready:
            chosen = ready[pick % len(ready)]
            await self.history.add_ordered(chosen.id, varied(chosen.asked, len(self.orders)))
            await self.history.settle(chosen.id)

    async def fail(self, _: int, pick: int) -> None:
        waiting = [one for one in await self.history.orders() if one.asked.source]
        if waiting:
            await self.history.abandon(waiting[pick % len(waiting)].id)

    async def delete(self, _: int, pick: int) -> None:
        entries = await self.entries()
        if entries:
            gone = entries[pick % len(entries)]
            await self.history.delete(gone.id)
            self._check_others(
                [one for one in entries if one != gone], gone.asker.user_id, await self.entries()
            )

    async def save(self, user: int, pick: int) -> None:
        entries = await self.entries()
        if entries:
            await self.history.save(user, entries[pick % len(entries)].id)

    async def retain(self, _: int, pick: int) -> None:
        self.now += 10.0
        before = {one.id: one for one in await self.entries()}
        await self.history.delete_older_than(10.0 * (pick % 4))
        for one in await self.entries():
            if not any(self.held_in(user, str(one)) for user in USERS if user != one.asker.user_id):
                continue  # its words may have been taken back
            assert one == replace(before[one.id], parent=one.parent)

    async def forget(self, user: int, _: int) -> None:
        before = await self.entries()
        waiting = await self.history.orders()
        await self.history.delete_user(user)
        self._check_kept(user, before, await self.entries())
        self._check_kept(user, waiting, await self.history.orders())

    def _check_kept(self, user: int, before: Sequence[Entry | Order], after: Sequence[Entry | Order]) -> None:
        """Nothing of other people's is gone, and what had no words of the forgotten one is unchanged."""
        left = [one for one in before if one.asker.user_id != user]
        self._check_others(left, user, after)
        assert not any(self.held_in(user, str(one)) for one in after)

    def _check_others(self, left: Sequence[Entry | Order], user: int, after: Sequence[Entry | Order]) -> None:
        now = {one.id: one for one in after}
        for one in left:
            if one.asker.user_id == user or not self.held_in(user, str(one)):
                assert now[one.id] == replace(one, parent=now[one.id].parent)

    def held_in(self, user: int, text: str) -> list[str]:
        """The words of this user in a text."""
        mine = (words(number) for number, writer in self.writers.items() if writer == user)
        return [word for some in mine for word in some if word in text]


ACTIONS = [
    World.write, World.compose, World.vary, World.another, World.place, World.deliver, World.fail,
    World.delete, World.save, World.retain, World.forget,
]  # fmt: skip
OFTEN = [World.write, World.vary, World.vary, World.delete]
steps = st.tuples(st.sampled_from([*ACTIONS, *OFTEN]), st.sampled_from(USERS), st.integers(0, 30))


async def lived(folder: Path, life: Sequence[tuple[object, int, int]]) -> None:
    async with History.open(folder / NAME) as history:
        world = World(history)
        for action, user, pick in life:
            await action(world, user, pick)  # type: ignore[operator]
        for user in USERS:
            await world.forget(user, 0)
            assert await history.scrub(at_once=True)
            mine = [word for number, one in world.writers.items() if one == user for word in words(number)]
            assert traces(folder, str(user), *mine) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(steps, max_size=14))
def test_no_word_of_a_forgotten_person_stays_and_none_of_others_goes(
    life: list[tuple[object, int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(lived(Path(folder), life))


async def test_a_variation_of_her_own_variation_loses_her_words_when_the_first_tune_was_deleted(
    history: History, tmp_path: Path
) -> None:
    world = World(history)
    await world.write(ANN, 0)
    await world.vary(ANN, 0)
    (own, first) = await world.entries()
    await history.delete(first.id)
    kept = await history.get(own.id)
    assert kept is not None
    assert world.held_in(ANN, str(kept)), "it is hers"
    await world.vary(BOB, 0)
    await history.delete_user(ANN)
    assert await history.scrub(at_once=True)
    assert traces(tmp_path, str(ANN), *words(0)) == []
    assert len(await world.entries()) == 1


async def test_deleting_a_variation_of_her_own_takes_the_words_back_if_the_first_tune_is_gone(
    history: History,
) -> None:
    world = World(history)
    await world.write(ANN, 0)
    await world.vary(ANN, 0)
    await world.vary(BOB, 0)
    (others, own, first) = await world.entries()
    await history.delete(own.id)
    assert await history.get(others.id) == replace(others, parent=None), "the tune that she wrote is there"
    await world.vary(ANN, 1)
    await history.delete(first.id)
    await world.vary(BOB, 0)
    assert world.held_in(ANN, str((await world.entries())[0]))
    await history.delete((await world.entries())[1].id)
    assert not any(world.held_in(ANN, str(entry)) for entry in await world.entries())


@pytest.mark.parametrize("how", ["delete", "retention"])
async def test_her_variation_of_somebody_elses_tune_holds_his_words(history: History, how: str) -> None:
    world = World(history)
    await world.write(BOB, 0)
    (first,) = await world.entries()
    world.now += 100
    await world.vary(ANN, 0)
    if how == "delete":
        await history.delete(first.id)
    else:
        assert await history.delete_older_than(50) == 1
    (own,) = await world.entries()
    assert not world.held_in(BOB, str(own))
    assert own.tune.abc.count("\n") == own.tune.abc.rstrip().count("\n") + 1


async def test_a_request_made_before_its_tune_was_reworded_loses_the_words_too(history: History) -> None:
    """Bob's menu was pressed, Ann is forgotten, and only then is the order stored."""
    world = World(history)
    await world.write(ANN, 0)
    await world.vary(CAS, 0)
    (parent, _) = await world.entries()
    await history.delete_user(ANN)
    await world._place(BOB, parent, variation_of(parent))
    (waiting,) = await history.orders()
    assert not world.held_in(ANN, str(waiting))


async def test_words_are_taken_back_beside_a_reader(history: History, tmp_path: Path) -> None:
    world = World(history)
    await world.write(ANN, 0)
    await world.vary(BOB, 0)
    async with reader(tmp_path):
        await history.delete_user(ANN)
        assert not await history.scrub(at_once=True)
    assert await history.scrub(at_once=True)
    assert traces(tmp_path, str(ANN), *words(0)) == []


async def test_the_words_of_a_tune_that_can_no_longer_be_read_go_too(history: History) -> None:
    world = World(history)
    await world.write(ANN, 0)
    await world.vary(BOB, 0)
    (varied_one, _) = await world.entries()
    await history._db.execute(
        "UPDATE tunes SET tune = json_set(tune, '$.abc', ?) WHERE id = ?",
        (f"{varied_one.tune.abc}[1 ]]] {{ ((( |\n", varied_one.id),
    )
    await history.delete_user(ANN)
    (left,) = await world.entries()
    assert not world.held_in(ANN, str(left))
    assert "gfg d3" in left.tune.abc
