"""What is installed: every package, the playground only as an extra, and no playground in the container."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from bot.cli.run import PLAYGROUND

ROOT = Path(__file__).parent.parent
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PYPROJECT["project"]["optional-dependencies"]


def names(requirements: list[str]) -> set[str]:
    """The import names of some requirements."""
    return {re.split(r"[^\w.-]", one)[0].removesuffix("-py").replace("-", "_") for one in requirements}


def is_installed(package: str) -> bool:
    """Whether setuptools' finder includes this package."""
    find = PYPROJECT["tool"]["setuptools"]["packages"]["find"]
    taken, left = (any(fnmatchcase(package, one) for one in find[key]) for key in ("include", "exclude"))
    return taken and not left


def test_every_folder_with_code_is_an_installed_package() -> None:
    folders = {path.parent for top in ("bot", "generator", "trainer") for path in (ROOT / top).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
    packages = [".".join(folder.relative_to(ROOT).parts) for folder in folders]
    assert [package for package in packages if not is_installed(package)] == []


def test_the_playground_is_an_extra_that_only_developers_get_too() -> None:
    extra = names(EXTRAS["playground"])
    assert extra == set(PLAYGROUND) - {"bot.playground"}
    assert extra & names(PYPROJECT["project"]["dependencies"]) == set()
    assert "lilt[playground]" in EXTRAS["dev"]


def test_make_run_installs_the_playground_and_the_container_does_not() -> None:
    rule = re.search(r"^\.venv/\.installed:.*\n(?:\t.*\n)+", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert rule is not None
    assert "-e '.[playground]'" in rule[0]
    installs = re.findall(r"pip install .*", (ROOT / "Dockerfile").read_text())
    assert installs == ["pip install --no-cache-dir ."]


def test_the_container_copies_no_playground() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert copied == ["pyproject.toml README.md LICENSE", "bot", "generator", "trainer"]
    assert "bot/playground" in (ROOT / ".dockerignore").read_text().splitlines()
