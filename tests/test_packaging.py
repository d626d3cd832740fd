"""What is installed: every package, what composes and the playground as extras; what each container has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from bot.cli.run import PLAYGROUND
from bot.settings import SETTINGS
from generator.cli.parser import build_parser
from generator.extras import COMPOSING

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


def test_what_composes_is_an_extra() -> None:
    imported_as = {
        "audioop_lts": "",  # Python has an audioop, too
        "fonttools": "fontTools",
        "pillow": "PIL",
        "python_bidi": "bidi",
    }
    extra = {imported_as.get(name, name) for name in names(EXTRAS["compose"])} - {""}
    assert extra == set(COMPOSING)
    assert extra & names(PYPROJECT["project"]["dependencies"]) == set()


def test_all_is_what_composes_and_the_playground_and_developers_have_it() -> None:
    assert EXTRAS["all"] == ["lilt[compose]", "lilt[playground]"]
    assert "lilt[all]" in EXTRAS["dev"]


def stages() -> dict[str, str]:
    """The stages of the Dockerfile, each with those that it is built from."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    found: dict[str, str] = {}
    for before, name, lines in re.findall(
        r"^FROM (\S+) AS (\w+)\n(.*?)(?=^FROM|\Z)", text, re.DOTALL | re.MULTILINE
    ):
        found[name] = found.get(before, "") + lines
    return found


def test_make_run_installs_the_playground_and_no_container_does() -> None:
    rule = re.search(r"^\.venv/\.installed:.*\n(?:\t.*\n)+", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert rule is not None
    assert "$(LOCKED) -r requirements/playground.txt" in rule[0]
    installed = {name: re.findall(r"-r requirements/(\w+)", lines) for name, lines in stages().items()}
    everything = ["compose", "torch"]
    alone = {"bot": ["bot"], "worker": everything, "lilt": everything}
    assert installed == {"base": [], "composing": everything, **alone}
    assert list(installed)[-1] == "lilt"  # what `docker build` makes


def test_each_container_copies_what_it_runs_and_none_the_playground() -> None:
    copied = {
        name: re.findall(r"^COPY (\w+) \./\1$", lines, re.MULTILINE) for name, lines in stages().items()
    }
    assert copied["bot"] == ["requirements", "bot", "generator"]
    assert copied["worker"] == ["requirements", "generator"]
    assert copied["lilt"] == ["requirements", "bot", "generator", "trainer"]
    assert "bot/playground" in (ROOT / ".dockerignore").read_text().splitlines()


def compose_services() -> dict[str, str]:
    """The services of docs/compose.yaml, as text."""
    text = (
        (ROOT / "docs" / "compose.yaml").read_text().partition("\nservices:\n")[2].partition("\nconfigs:")[0]
    )
    return dict(re.findall(r"^  (\w+):\n(.*?)(?=^  \w|\Z)", text, re.DOTALL | re.MULTILINE))


def test_compose_yaml_starts_what_there_is_and_publishes_nothing() -> None:
    services = compose_services()
    assert list(services) == ["bot", "worker", "nats"]
    built = {name: re.findall(r"target: (\w+)", text) for name, text in services.items()}
    assert built == {"bot": ["bot"], "worker": ["worker"], "nats": []}
    assert "ports:" not in "".join(services.values())
    assert "replicas: 2" in services["worker"]
    variables = re.findall(r"^ +((?:LILT|DISCORD)_\w+):", services["bot"], re.MULTILINE)
    assert set(variables) <= {setting.name for setting in SETTINGS}
    (words,) = re.findall(r"^    command: \[(.+)\]$", services["worker"], re.MULTILINE)
    (entry,) = re.findall(r"^ENTRYPOINT (\[.+\])$", stages()["worker"], re.MULTILINE)
    arguments = [word.strip(' "') for word in words.split(",")]
    assert json.loads(entry)[:4] == ["python", "-m", "generator", "worker"]
    parsed = build_parser().parse_args([*json.loads(entry)[3:], *arguments])
    assert (parsed.engine, parsed.models) == ("nats://nats:4222", Path("/models"))


def test_nats_takes_its_configuration_from_compose_yaml(tmp_path: Path) -> None:
    text = (
        (ROOT / "docs" / "compose.yaml").read_text().partition("content: |\n")[2].partition("\nvolumes:")[0]
    )
    config = tmp_path / "nats.conf"
    config.write_text(textwrap.dedent(text).replace("${NATS_PASSWORD:?}", "secret"))
    assert "max_payload: 8MB" in text
    program = Path(sys.executable).parent / "nats-server"
    checked = subprocess.run([program, "-t", "-c", config], capture_output=True, text=True, check=False)  # noqa: S603
    assert (checked.returncode, "configuration file" in checked.stderr) == (0, True), checked.stderr


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
    pins = [re.match(r"([\w.-]+)(?:\[\w+\])?==([^ ;]+)", one) for one in requirements]
    return {re.sub(r"[._-]+", "-", pin[1]).lower(): pin[2] for pin in pins if pin}


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("bot", ()),
        ("compose", ("compose",)),
        ("playground", ("compose", "playground")),
        ("dev", ("compose", "playground", "evaluate", "dev")),
    ],
)
def test_a_lock_has_a_hash_for_all_that_is_asked_for(lock: str, extras: tuple[str, ...]) -> None:
    asked = PYPROJECT["project"]["dependencies"] + PYPROJECT["build-system"]["requires"]
    asked = pinned(asked + [one for extra in extras for one in EXTRAS[extra]])
    found = locked(lock) | locked("torch")
    assert {name: found[name][0] for name in asked} == asked
    assert "torch" not in locked(lock)


def test_the_bot_alone_locks_nothing_that_composes() -> None:
    composing = set(pinned(EXTRAS["compose"])) - {"audioop-lts"}  # discord.py needs it, too
    assert set(locked("bot")) & (composing | {"sympy", "requests", "jinja2"}) == set()
    assert len(locked("bot")) < 30


def test_the_locks_agree() -> None:
    bot, compose, playground, dev = map(locked, ("bot", "compose", "playground", "dev"))
    assert {**dev, **playground, **compose, **bot} == dev
    assert {**playground, **compose, **bot} == playground


def test_installing_says_what_it_does_and_shows_pips_progress() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (pip,) = re.findall(r"^PIP := (.*)$", makefile, re.MULTILINE)
    assert "--quiet" not in pip
    for rule in (".venv/.installed", ".venv/.installed-dev"):
        (lines,) = re.findall(rf"^{re.escape(rule)}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
        assert re.findall(r"Step (\d of \d)", lines) == ["1 of 3", "2 of 3", "3 of 3"]
        assert len(re.findall(r'@echo "[^"]+"\n\t\$\(PIP\) ', lines)) == 3


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
    assert len(installs) == 11
    assert [one for one in installs if not any(re.fullmatch(way, one) for way in ways)] == []
