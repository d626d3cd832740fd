"""/family: the parents and children of a tune."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.history import Entry, History
from bot.views.family_tree import DEEPEST, MOST_LINES, family_tree
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, tune

JIG = ComposeRequest(type="jig")


async def grow(history: History, *parents: int | None, whose: Any = 1, guild: Any = 2) -> None:
    """Add a tune for each parent's number."""
    for parent in parents:
        await add_tune(history, asker(whose, guild), JIG, tune(JIG), parent=parent)


async def drawn(history: History, number: int) -> list[str]:
    members = await history.family(number)
    return family_tree(members, number, {entry.id for entry in members})


def numbers(lines: list[str]) -> list[str]:
    """The indents of the lines and the numbers of the tunes."""
    return [line.partition(" The")[0] for line in lines]


async def test_a_family_is_a_tree(history: History) -> None:
    await grow(history, None, 1, 1, 2, 2, None)
    assert numbers(await drawn(history, 1)) == ["▶ #1", "├─ #2", "│  ├─ #4", "│  └─ #5", "└─ #3"]


async def test_every_member_shows_the_same_family(history: History) -> None:
    await grow(history, None, 1, 1, 2, 2, None)
    families = [[entry.id for entry in await history.family(number)] for number in range(1, 7)]
    assert families == [[1, 2, 3, 4, 5]] * 5 + [[6]]


async def test_the_named_tune_is_marked_and_its_branch_comes_first(history: History) -> None:
    await grow(history, None, 1, 1, 3)
    lines = await drawn(history, 4)
    assert numbers(lines) == ["#1", "├─ #3", "│  └─ ▶ #4", "└─ #2"]


async def test_a_tune_without_relatives_is_a_family_of_one(history: History) -> None:
    await grow(history, None)
    assert await drawn(history, 1) == ["▶ #1 The Fake Jig · jig · D major · 1"]


async def test_a_deep_family_is_shown_around_the_tune(history: History) -> None:
    await grow(history, None, *range(1, 100))
    lines = await drawn(history, 60)
    assert lines[0] == "… 51 more above"
    assert any("▶ #60 " in line for line in lines)
    assert len(lines) == MOST_LINES + 2
    assert lines[-1] == "… 9 more below"
    assert max(line.index("#") for line in lines[1:-1]) <= 3 * (DEEPEST + 1)


async def test_a_deleted_parent_leaves_two_families(history: History) -> None:
    await grow(history, None, 1, 2)
    await history.delete(2)
    assert [[entry.id for entry in await history.family(number)] for number in (1, 3)] == [[1], [3]]


async def test_the_largest_family_fits_into_a_message(history: History) -> None:
    long = "x" * 100
    made = [
        await add_tune(
            history,
            replace(asker(1, 2), user_name="u" * 100),
            JIG,
            tune(JIG, f"{long} {index}"),
            parent=1 if index else None,
        )
        for index in range(60)
    ]
    lines = family_tree(await history.family(1), 1, {entry.id for entry in made})
    assert len("\n".join(lines)) < 4000


async def test_the_command_shows_the_family(stage: Stage) -> None:
    await grow(stage.history, None, 1, whose=stage.ann, guild=stage.guild)
    (embed,) = (await stage.bob.slash(stage.channel, "family", number=2)).response.embeds
    assert embed.title == "The family of #2"
    assert embed.description.splitlines()[1:3] == [
        "#1 The Fake Jig · jig · D major · ann",
        "└─ ▶ #2 The Fake Jig · jig · D major · ann",
    ]


async def test_relatives_from_other_servers_keep_their_names(stage: Stage) -> None:
    await grow(stage.history, None, whose=stage.ann, guild=99)
    await grow(stage.history, 1, whose=stage.ann, guild=stage.guild)
    (embed,) = (await stage.bob.slash(stage.channel, "family", number=2)).response.embeds
    assert embed.description.splitlines()[1] == "(a tune from another place)"


async def test_a_variation_made_by_a_button_is_in_the_family(stage: Stage) -> None:
    message = (await stage.compose(seed=7)).response
    stage.engine.title = "The Other Jig"
    await stage.bob.click(message, label="Another")
    (embed,) = (await stage.ann.slash(stage.channel, "family", number=1)).response.embeds
    assert "└─ #2 The Other Jig" in embed.description


async def test_a_deleted_tune_has_no_family(stage: Stage) -> None:
    await grow(stage.history, None, whose=stage.ann, guild=stage.guild)
    await stage.history.delete(1)
    result = await stage.ann.slash(stage.channel, "family", number=1)
    assert result.ephemeral
    assert stage.refusals == ["TuneNotFound"]


async def test_backticks_in_a_title_do_not_end_the_tree(stage: Stage) -> None:
    whose = asker(stage.ann, stage.guild)
    entry: Entry = await add_tune(stage.history, whose, JIG, tune(JIG, "``` @everyone"))
    (embed,) = (await stage.ann.slash(stage.channel, "family", number=entry.id)).response.embeds
    assert embed.description.count("```") == 2
