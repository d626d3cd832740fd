"""What is installed: every package, the playground only as an extra, and no playground in the container."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

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
    assert "$(LOCKED) -r requirements/playground.txt" in rule[0]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"-r (\S+)", dockerfile) == ["requirements/bot.txt", "requirements/torch.txt"]


def test_the_container_copies_no_playground() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert copied == ["requirements", "pyproject.toml README.md LICENSE", "bot", "generator", "trainer"]
    assert "bot/playground" in (ROOT / ".dockerignore").read_text().splitlines()


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """The packages of a lock file: name -> version and hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pins = [
        re.fullmatch(r"([a-z0-9-]+)==([^ ;]+)( ; .*?)?((?: +--hash=sha256:[0-9a-f]{64})+) *", line)
        for line in lines
    ]
    assert all(pins), name
    return {pin[1]: (pin[2], pin[4].split()) for pin in pins if pin}


def pinned(requirements: list[str]) -> dict[str, str]:
    """The packages that pyproject.toml pins, by their names in a lock file."""
    pins = [re.match(r"([\w.-]+)==([^ ;]+)", one) for one in requirements]
    return {re.sub(r"[._-]+", "-", pin[1]).lower(): pin[2] for pin in pins if pin}


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("bot", ()), ("playground", ("playground",)), ("dev", ("playground", "evaluate", "dev"))],
)
def test_a_lock_has_a_hash_for_all_that_is_asked_for(lock: str, extras: tuple[str, ...]) -> None:
    asked = PYPROJECT["project"]["dependencies"] + PYPROJECT["build-system"]["requires"]
    asked = pinned(asked + [one for extra in extras for one in EXTRAS[extra]])
    found = locked(lock) | locked("torch")
    assert {name: found[name][0] for name in asked} == asked
    assert "torch" not in locked(lock)


def test_the_locks_agree() -> None:
    bot, playground, dev = (locked(name) for name in ("bot", "playground", "dev"))
    assert {**dev, **playground, **bot} == dev


def test_everything_is_installed_from_the_locks() -> None:
    """No other line of the Makefile or the container installs a package by its name; torch has builds."""
    makefile, dockerfile = (ROOT / "Makefile").read_text(), (ROOT / "Dockerfile").read_text()
    assert "LOCKED := --require-hashes --only-binary :all: --no-deps\n" in makefile
    assert "TORCH ?= $(shell grep -o 'torch==[0-9.]*' pyproject.toml)\n" in makefile
    rules = makefile.partition("\ninstall:")[2] + dockerfile.replace("\\\n", "")
    installs = re.findall(r"(?<=\$\(PIP\) ).*|(?<=pip install --no-cache-dir ).*", rules)
    ways = (
        r"\$\(LOCKED\) -r requirements/\w+\.txt",
        r"\$\(TORCH\)",
        r"--no-deps --no-build-isolation (-e )?\.",
        r"--require-hashes --only-binary :all: --no-deps +(-r requirements/\w+\.txt ?)+",
    )
    assert len(installs) == 8
    assert [one for one in installs if not any(re.fullmatch(way, one) for way in ways)] == []
