"""The offline check finds the advisories that concern a locked version, and no others."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.audit.__main__ import LOCKS, main
from tests.audit.advisories import findings, locked_versions


def advisory(name: str = "aiohttp", number: str = "GHSA-1", **affected: Any) -> dict[str, Any]:
    package = {"ecosystem": "PyPI", "name": name}
    return {"id": number, "modified": "2026-11-20T00:00:00Z", "affected": [{"package": package, **affected}]}


def versions(*events: dict[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("affected", "concerned"),
    [
        ({"versions": ["1.9", "2.0"]}, ["2.0"]),
        (versions({"introduced": "0"}), ["1.0rc1", "2.0", "2.1", "3.10"]),
        (versions({"introduced": "0"}, {"fixed": "2.1"}), ["1.0rc1", "2.0"]),
        (versions({"fixed": "2.1"}, {"introduced": "2.0"}), ["2.0"]),
        (versions({"introduced": "0"}, {"last_affected": "2.1"}), ["1.0rc1", "2.0", "2.1"]),
        (versions({"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "3.9"}), ["1.0rc1", "3.10"]),
        (versions({"introduced": "3.9"}, {"fixed": "3.10"}), []),
        ({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}, []),
        ({}, []),
    ],
)
def test_the_versions_in_a_range_are_found(affected: dict[str, Any], concerned: list[str]) -> None:
    locked = [("aiohttp", one) for one in ("1.0rc1", "2.0", "2.1", "3.10")]
    assert [one.version for one in findings(advisory(**affected), locked)] == concerned


def test_names_are_compared_as_indexes_do() -> None:
    found = findings(advisory("Discord_PY", versions=["2.7.1"]), locked_versions(LOCKS.glob("*.txt")))
    assert [one.package for one in found] == ["discord-py"]


def test_other_ecosystems_and_packages_are_not_meant() -> None:
    other = advisory(versions=["2.0"])
    other["affected"][0]["package"]["ecosystem"] = "npm"
    assert list(findings(other, [("aiohttp", "2.0")])) == []
    assert list(findings(advisory("aiohttp2", versions=["2.0"]), [("aiohttp", "2.0")])) == []


@pytest.mark.parametrize(
    ("entries", "code", "last"),
    [
        ([advisory("torch", versions=["2.13.0"])], 1, "advisories=1 newest=2026-11-20 vulnerable=1"),
        ([advisory("torch", versions=["0.1"])], 0, "advisories=1 newest=2026-11-20 vulnerable=0"),
        ([{**advisory("torch", versions=["2.13.0"]), "withdrawn": "2026-01-01T00:00:00Z"}, advisory()], 0,
         "advisories=1 newest=2026-11-20 vulnerable=0"),
        ([], 1, "advisories=0 newest= vulnerable=0"),
    ],
)  # fmt: skip
def test_the_last_line_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], entries: list[Any], code: int, last: str
) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as files:
        for number, entry in enumerate(entries):
            files.writestr(f"{number}.json", json.dumps(entry))
    assert main(tmp_path / "all.zip") == code
    assert capsys.readouterr().out.splitlines()[-1].endswith(last)
