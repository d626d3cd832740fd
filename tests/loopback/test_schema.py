"""The tables of Discord's published document: what they accept, and each single mistake as one problem."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.limits import message_bodies as bodies
from bot.playground.limits import problems
from bot.playground.limits.command_bodies import COMMAND, OPTION
from bot.playground.limits.component_bodies import IN_MESSAGE, MODAL
from bot.playground.limits.schema import Kind
from tests.loopback.bodies import valid, violations

KINDS: dict[str, Kind] = {
    "new message": bodies.CREATE,
    "edited message": bodies.EDIT,
    "follow-up": bodies.FOLLOWUP,
    "answer": bodies.CALLBACK,
    "direct message": bodies.DIRECT_MESSAGE,
    "embed": bodies.EMBED,
    "components": IN_MESSAGE,
    "form": MODAL,
    "command": COMMAND,
    "option": OPTION,
}
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", KINDS)
@FEW
@given(st.data())
def test_what_fits_the_tables_has_no_problem(name: str, data: st.DataObject) -> None:
    body = data.draw(valid(KINDS[name]))
    assert list(KINDS[name].check(body, ())) == []


@pytest.mark.parametrize("name", KINDS)
@FEW
@given(st.data())
def test_each_mistake_is_one_problem_at_its_place(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    body = data.draw(valid(kind))
    for path, wrong in violations(kind, body):
        assert [problem.path for problem in kind.check(wrong, ())] == [path]


def _garbage() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
    keys = st.sampled_from(["type", "data", "components", "embeds", "options", "name", "choices", "content"])
    return st.recursive(leaves, lambda one: st.lists(one, max_size=3) | st.dictionaries(keys, one))


CALLS = (
    "POST /channels/1/messages",
    "PATCH /webhooks/1/token/messages/@original",
    "POST /interactions/1/token/callback",
    "PUT /applications/1/commands",
    "POST /users/@me/channels",
    "POST /somewhere/else",
)


@pytest.mark.parametrize("call", CALLS)
@FEW
@given(body=_garbage())
def test_any_body_has_problems_or_none_but_never_an_error(call: str, body: Any) -> None:
    method, path = call.split()
    assert isinstance(problems(method, path, body), list)


def test_a_body_that_no_table_knows_is_a_problem() -> None:
    (problem,) = problems("PATCH", "/guilds/1", {"name": "Ceili"})
    assert "no table has the body of PATCH /guilds/1" in str(problem)
