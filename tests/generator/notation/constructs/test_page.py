"""docs/abc.md has a row for each construct, with its section, an example from it, and what is said of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.generator.notation.constructs.catalogue import CONSTRUCTS, TABLES
from tests.generator.notation.constructs.refused import REFUSED

PAGE = (Path(__file__).parents[4] / "docs" / "abc.md").read_text()
_CODE = re.compile(r"`` (.*) ``|`([^`]*)`")


def rows(heading: str) -> dict[str, list[str]]:
    """The cells of each row below a heading, by the first."""
    text = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in text.splitlines()]
    return {name: rest for name, *rest in (row for row in cells[3:] if row)}


def examples(cell: str) -> list[str]:
    return [(one or other).replace("\\|", "|") for one, other in _CODE.findall(cell)]


@pytest.mark.parametrize("heading", TABLES)
def test_the_rows_are_the_constructs(heading: str) -> None:
    assert sorted(rows(heading)) == sorted(TABLES[heading])


@pytest.mark.parametrize("heading", TABLES)
def test_a_row_says_where_the_standard_has_it_and_shows_it(heading: str) -> None:
    for name, (section, example, *_) in rows(heading).items():
        assert section == CONSTRUCTS[name].section, name
        assert all(text in CONSTRUCTS[name].abc for text in examples(example)), name


@pytest.mark.parametrize("name", [name for name, construct in CONSTRUCTS.items() if construct.said])
def test_what_is_said_stands_in_its_row(name: str) -> None:
    (row,) = [cells for heading in TABLES for one, cells in rows(heading).items() if one == name]
    assert [part for part in CONSTRUCTS[name].said if part not in " ".join(row)] == []


def test_what_is_refused_has_rows_too() -> None:
    found = rows("What is refused")
    assert sorted(found) == sorted(REFUSED)
    for name, (section, said) in found.items():
        assert section == REFUSED[name].section
        assert REFUSED[name].said in said
