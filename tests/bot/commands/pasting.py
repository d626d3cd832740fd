"""/render with ABC that is pasted or attached."""

from __future__ import annotations

from typing import Any

from tests.bot.conftest import Stage

ABC = "X:1\nT:Ann's Jig\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"


async def paste(stage: Stage, text: str, **options: Any) -> Any:
    shown = await stage.ann.slash(stage.channel, "render", **options)
    return await stage.ann.submit_modal(shown, {"abc": text})


async def attach(stage: Stage, content: bytes, **options: Any) -> Any:
    return await stage.ann.slash(stage.channel, "render", file=("tune.abc", content), **options)
