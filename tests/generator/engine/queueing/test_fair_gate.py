"""The gate before the render processes of all workers."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from generator.engine.queueing.fair_gate import FairGate


class Crowd:
    """Users who come to a gate, and what happens there, in order."""

    def __init__(self, gate: FairGate) -> None:
        self._gate = gate
        self.inside: list[str] = []
        self.seen: list[str] = []
        self._go: dict[str, asyncio.Event] = {}

    def come(self, name: str) -> asyncio.Task[None]:
        """The first letter of the name is the user's."""
        self._go[name] = asyncio.Event()
        return asyncio.create_task(self._be_there(name))

    async def _be_there(self, name: str) -> None:
        async with self._gate.place(name[0]):
            self.inside.append(name)
            self.seen.append(name)
            try:
                await self._go[name].wait()
            finally:
                self.inside.remove(name)

    async def leave(self, name: str) -> None:
        self._go[name].set()
        await asyncio.sleep(0.01)


@pytest.fixture
async def crowd() -> Crowd:
    return Crowd(FairGate(2))


async def test_no_more_are_inside_than_there_are_places(crowd: Crowd) -> None:
    waiting = [crowd.come(f"a{number}") for number in range(5)]
    for number in range(5):
        await asyncio.sleep(0.01)
        assert len(crowd.inside) == min(2, 5 - number)
        await crowd.leave(f"a{number}")
    await asyncio.gather(*waiting)
    assert crowd.seen == [f"a{number}" for number in range(5)]


async def test_one_user_with_much_to_do_delays_another_by_one_turn_at_most(crowd: Crowd) -> None:
    waiting = [crowd.come(f"a{number}") for number in range(6)]
    await asyncio.sleep(0.01)
    waiting.append(crowd.come("b0"))
    await asyncio.sleep(0.05)
    await crowd.leave("a0")
    assert "b0" in crowd.inside
    for number in range(1, 6):
        await crowd.leave(f"a{number}")
    await crowd.leave("b0")
    await asyncio.gather(*waiting)


async def test_places_may_come_and_go() -> None:
    gate = FairGate(0)
    crowd = Crowd(gate)
    waiting = [crowd.come(f"a{number}") for number in range(4)]
    await asyncio.sleep(0.01)
    assert crowd.inside == []
    gate.resize(3)
    await asyncio.sleep(0.01)
    assert crowd.inside == ["a0", "a1", "a2"]
    gate.resize(1)
    for number in (0, 1):
        await crowd.leave(f"a{number}")
    assert crowd.inside == ["a2"]
    for number in (2, 3):
        await crowd.leave(f"a{number}")
    await asyncio.gather(*waiting)


@pytest.mark.parametrize("let_in", [True, False])
async def test_who_is_cancelled_while_waiting_takes_no_place(crowd: Crowd, let_in: bool) -> None:
    first = [crowd.come("a0"), crowd.come("a1")]
    await asyncio.sleep(0.01)
    leaving, last = crowd.come("a2"), crowd.come("a3")
    await asyncio.sleep(0.01)
    if let_in:
        crowd._gate.resize(3)  # and at the same moment, before it could begin
    leaving.cancel()
    with suppress(asyncio.CancelledError):
        await leaving
    crowd._gate.resize(2)
    await crowd.leave("a0")
    assert crowd.inside == ["a1", "a3"]
    for name in ("a1", "a3"):
        await crowd.leave(name)
    await asyncio.gather(*first, last)
