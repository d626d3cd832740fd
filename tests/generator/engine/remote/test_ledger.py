"""The ledger: no task is lost, none that is harmless is given up, and one that kills its workers is."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from generator.engine.remote.ledger import (
    CLAIM_SECONDS,
    MOST_LOSSES,
    RESULT_SECONDS,
    SUSPECT,
    Action,
    Ask,
    GiveUp,
    Ledger,
    Withdraw,
)
from generator.engine.remote.subjects import ANY


def anybody(_: str) -> bool:
    return True


def nobody(_: str) -> bool:
    return False


def due(ledger: Ledger, now: float, can_take: Callable[[str], bool] = anybody) -> list[Action]:
    return ledger.due(now, can_take)


def ledger_with(*tasks: str) -> Ledger:
    """They are asked for at 0."""
    ledger = Ledger()
    for task in tasks:
        ledger.add(task, ANY, (), 0.0)
    assert due(ledger, 0.0) == [Ask(task, again=False) for task in tasks]
    return ledger


def lose(ledger: Ledger, *tasks: str, now: float = 0.0) -> None:
    ledger.hear("w", tasks, now)
    ledger.lose("w")


def test_a_task_is_asked_for_once() -> None:
    ledger = ledger_with("a")
    assert due(ledger, 0.1) == []
    ledger.hear("w", {"a"}, 0.2)
    assert due(ledger, 1000.0) == []


def test_a_task_that_a_worker_has_in_hand_already_is_not_asked_for() -> None:
    ledger = Ledger()
    ledger.add("a", ANY, ["w"], 0.0)
    assert due(ledger, 1000.0) == []
    ledger.lose("w")
    assert due(ledger, 1000.0) == [Ask("a", again=True)]


def test_a_task_that_nobody_names_is_asked_for_again_if_somebody_had_room_for_it() -> None:
    ledger = ledger_with("a")
    assert due(ledger, CLAIM_SECONDS - 0.1) == []
    assert due(ledger, CLAIM_SECONDS + 0.1) == [Ask("a", again=True)]
    assert due(ledger, 1000.0, nobody) == []
    assert due(ledger, 1000.1) == []


def test_a_task_that_its_worker_gave_back_is_not_lost() -> None:
    ledger = ledger_with("a")
    for now in range(1, 3 * MOST_LOSSES):
        ledger.hear("w", {"a"}, now)
        ledger.hear("w", (), now, leaving=True)
        assert due(ledger, now) == []


def test_a_task_that_its_worker_names_no_more_has_a_moment_for_its_result() -> None:
    ledger = ledger_with("a")
    ledger.hear("w", {"a"}, 1.0)
    ledger.hear("w", (), 2.0)
    assert due(ledger, 2.0 + RESULT_SECONDS - 0.1) == []
    assert due(ledger, 2.0 + RESULT_SECONDS + 0.1) == [Ask("a", again=True)]


def test_a_task_that_another_worker_has_too_is_not_lost() -> None:
    ledger = ledger_with("a")
    ledger.hear("v", {"a"}, 1.0)
    ledger.hear("w", {"a"}, 1.0)
    ledger.lose("w")
    assert due(ledger, 1000.0) == []
    ledger.lose("v")
    assert due(ledger, 1000.0) == [Ask("a", again=True)]


def test_only_one_suspect_is_out_and_the_others_are_withdrawn() -> None:
    ledger = ledger_with("a", "b", "c")
    for _ in range(SUSPECT - 1):
        lose(ledger, "a", "b")
        assert due(ledger, 0.0) == [Ask("a", again=True), Ask("b", again=True)]
    lose(ledger, "a", "b")
    assert due(ledger, 0.0) == [Ask("a", again=True), Withdraw("b")]
    assert due(ledger, 0.1) == []
    ledger.remove("a")
    assert due(ledger, 0.2) == [Ask("b", again=False)]


def test_a_task_that_is_lost_too_often_is_given_up() -> None:
    ledger = ledger_with("a")
    for _ in range(MOST_LOSSES - 1):
        lose(ledger, "a")
        assert due(ledger, 0.0) == [Ask("a", again=True)]
    lose(ledger, "a")
    assert due(ledger, 0.0) == [GiveUp("a", MOST_LOSSES)]
    assert "a" not in ledger


def test_what_is_no_result_counts_as_a_loss() -> None:
    ledger = ledger_with("a")
    for _ in range(MOST_LOSSES):
        due(ledger, 0.0)
        ledger.fail("a")
    assert due(ledger, 0.0) == [GiveUp("a", MOST_LOSSES)]
    ledger.fail("a")


class Workshop:
    """Workers and a broker around a ledger, all chance from one seed: what is asked for lies at the broker
    until a worker with room takes it; a worker that has a deadly task in hand dies."""

    def __init__(self, tasks: int, deadly: set[int], workers: int, rows: int, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a test
        self.deadly = {f"t{number}" for number in deadly}
        self.harmless = {f"t{number}" for number in range(tasks)} - self.deadly
        self.rows = rows
        self.now = 0.0
        self.ledger = Ledger()
        self.broker: list[str] = []
        self.hands: dict[str, list[str]] = {f"w{number}": [] for number in range(workers)}
        self.done: set[str] = set()
        self.given_up: set[str] = set()
        self.born = workers
        for number in range(tasks):
            self.ledger.add(f"t{number}", ANY, (), 0.0)

    def step(self) -> None:
        """A moment passes: actions of the ledger, then each worker takes, finishes or dies."""
        self.now += self.chance.choice([0.1, 0.5, CLAIM_SECONDS + 1])
        for action in self.ledger.due(self.now, lambda _: self.has_room):
            self.act(action)
        suspects = [one for one in self.out if self.ledger._entries[one].is_suspect]
        assert len(suspects) <= 1
        for worker in list(self.hands):
            self.work(worker)

    def act(self, action: Action) -> None:
        match action:
            case Ask(task=task):
                self.broker = [one for one in self.broker if one != task] + [task]
            case Withdraw(task=task):
                self.broker = [one for one in self.broker if one != task]
            case GiveUp(task=task):
                self.given_up.add(task)

    @property
    def has_room(self) -> bool:
        return any(len(hand) < self.rows for hand in self.hands.values())

    @property
    def out(self) -> set[str]:
        """The open tasks that lie at the broker or are in hand."""
        held = {task for hand in self.hands.values() for task in hand}
        return {task for task in held | set(self.broker) if task in self.ledger}

    def work(self, worker: str) -> None:
        hand = self.hands[worker]
        while self.broker and len(hand) < self.rows and self.chance.random() < 0.7:
            task = self.broker.pop(0)
            if self.chance.random() < 0.9:  # else the broker gave it out, and it never arrived
                hand.append(task)
        self.ledger.hear(worker, hand, self.now)
        if any(task in self.deadly for task in hand) and self.chance.random() < 0.8:
            del self.hands[worker]
            self.ledger.lose(worker)
            self.born += 1
            self.hands[f"w{self.born}"] = []
        elif hand and self.chance.random() < 0.5:
            task = hand.pop(0)
            if task not in self.deadly:
                self.ledger.remove(task)
                self.done.add(task)
            self.ledger.hear(worker, hand, self.now)


@given(
    tasks=st.integers(1, 12),
    deadly=st.sets(st.integers(0, 11), max_size=2),
    workers=st.integers(1, 4),
    rows=st.integers(1, 5),
    seed=st.integers(0, 10**6),
)
def test_harmless_tasks_are_all_done_and_deadly_ones_given_up(
    tasks: int, deadly: set[int], workers: int, rows: int, seed: int
) -> None:
    shop = Workshop(tasks, {one for one in deadly if one < tasks}, workers, rows, seed)
    for _ in range(3000):
        shop.step()
        if shop.done | shop.given_up == shop.harmless | shop.deadly:
            break
    assert (shop.done, shop.given_up) == (shop.harmless, shop.deadly)
