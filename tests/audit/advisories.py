"""Reads a copy of OSV's database of advisories, and says which of them concern a version of a package.

The copy is a ZIP with one JSON file for each advisory (https://ossf.github.io/osv-schema/, version 1.7).
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """An advisory about a locked version."""

    package: str
    version: str
    advisory: str
    summary: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.advisory} {self.summary}"


def locked_versions(files: Iterable[Path]) -> set[tuple[str, str]]:
    """Names and versions of all packages in lock files; one package may have several versions."""
    return {(_normal(name), version) for path in files for name, version in PIN.findall(path.read_text())}


def read_advisories(path: Path) -> Iterator[dict[str, Any]]:
    """All advisories that were not withdrawn."""
    with zipfile.ZipFile(path) as files:
        for name in files.namelist():
            if name.endswith(".json"):
                advisory: dict[str, Any] = json.loads(files.read(name))
                if "withdrawn" not in advisory:
                    yield advisory


def findings(advisory: Mapping[str, Any], locked: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """The locked versions that an advisory concerns."""
    for affected in advisory.get("affected", ()):
        package = affected.get("package", {})
        if package.get("ecosystem") != "PyPI":
            continue
        for name, version in locked:
            if name == _normal(package["name"]) and _concerns(affected, version):
                yield Finding(name, version, advisory["id"], advisory.get("summary", ""))


def _concerns(affected: Mapping[str, Any], version: str) -> bool:
    ranges = (one for one in affected.get("ranges", ()) if one["type"] == "ECOSYSTEM")
    return version in affected.get("versions", ()) or any(_is_in(one["events"], version) for one in ranges)


def _is_in(events: Iterable[Mapping[str, str]], version: str) -> bool:
    """Whether the last event at or before the version introduces the fault. `limit` is not about versions."""
    last = None
    for event in sorted(events, key=_place):
        ((kind, at),) = event.items()
        if kind == "limit":
            continue
        reached = (
            Version(version) > _version(at) if kind == "last_affected" else Version(version) >= _version(at)
        )
        last = kind if reached else last
    return last == "introduced"


def _place(event: Mapping[str, str]) -> Version:
    (at,) = event.values()
    return _version(at)


def _version(text: str) -> Version:
    """ "0" is before every version; one that cannot be read is too, so that it hides nothing."""
    try:
        return Version("0.dev0" if text == "0" else text)
    except InvalidVersion:
        return Version("0.dev0")


def _normal(name: str) -> str:
    return re.sub(r"[._-]+", "-", name).lower()
