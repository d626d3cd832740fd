"""The files and functions that docs/architecture.md names exist, and its rules are kept."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "architecture.md").read_text()
MOST_MODULES = 14
PACKAGES = ("bot", "generator", "trainer")
FILE = re.compile(r"(bot|generator|trainer)/[\w/]+\.py")


def references() -> list[tuple[str, str]]:
    """Each name in code that follows a file in the same line, with that file; "" for the file itself."""
    found = []
    for line in TEXT.splitlines():
        file = ""
        for span in re.findall(r"`([^`]+)`", line):
            if FILE.fullmatch(span):
                file = span
                found.append((file, ""))
            elif file and re.fullmatch(r"[A-Za-z_]\w*", span):
                found.append((file, span))
    return found


@cache
def names_in(file: str) -> frozenset[str]:
    """Functions, classes, methods and constants of a file."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return frozenset(names)


@pytest.mark.parametrize(("file", "name"), references())
def test_what_the_page_names_exists(file: str, name: str) -> None:
    assert (ROOT / file).is_file()
    assert not name or name in names_in(file)


def test_the_page_names_many_things() -> None:
    assert len(references()) > 60
    table = TEXT.partition("## Where do I change")[2].partition("## The tree")[0]
    assert len([line for line in table.splitlines() if line.startswith("| ")]) > 20


def test_the_tree_has_every_folder() -> None:
    tree = TEXT.partition("```text")[2].partition("```")[0]
    for package in PACKAGES:
        for folder in (ROOT / package).iterdir():
            if (folder / "__init__.py").is_file():
                assert re.search(rf"\b{folder.name}/", tree), folder


def test_the_folders_that_it_names_exist() -> None:
    for folder in re.findall(r"`((?:bot|generator|trainer)/[\w/]*/)`", TEXT):
        assert (ROOT / folder).is_dir(), folder


def test_no_folder_has_more_than_about_a_dozen_modules() -> None:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    modules = Counter(str(path.parent) for path in files if path.name != "__init__.py")
    assert {folder: count for folder, count in modules.items() if count > MOST_MODULES} == {}


def test_embeds_are_built_in_views_only() -> None:
    builders = [
        path.relative_to(ROOT).parts[1]
        for path in (ROOT / "bot").rglob("*.py")
        if re.search(r"\bEmbed\(", path.read_text())
    ]
    assert set(builders) == {"views"}


def test_commands_and_components_do_not_know_the_client() -> None:
    files = [path for name in ("commands", "components") for path in (ROOT / "bot" / name).glob("*.py")]
    assert [
        path.name for path in files if re.search(r"interaction\.client\b|bot\.app\b", path.read_text())
    ] == []
