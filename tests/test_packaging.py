"""What is installed is what is in the repository."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_package_is_installed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    found = (path.parent.relative_to(ROOT) for top in ("bot", "generator", "trainer")
             for path in (ROOT / top).rglob("__init__.py"))  # fmt: skip
    assert sorted(listed) == sorted(".".join(folder.parts) for folder in found)
