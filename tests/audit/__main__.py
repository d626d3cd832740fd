"""`make audit OSV=all.zip`: what OSV's database knows about the locked packages. Its last line counts.

Needs no network, only the file: https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.audit.advisories import Finding, findings, locked_versions, read_advisories

LOCKS = Path(__file__).parents[2] / "requirements"


def main(database: Path, locks: Path = LOCKS) -> int:
    """Print the findings; the exit code is 1 if there are any."""
    locked = locked_versions(locks.glob("*.txt"))
    found: set[Finding] = set()
    advisories, newest = 0, ""
    for advisory in read_advisories(database):
        advisories += 1
        newest = max(newest, advisory.get("modified", ""))
        found |= set(findings(advisory, locked))
    for one in sorted(found):
        print(one)
    print(f"packages={len(locked)} advisories={advisories} newest={newest[:10]} vulnerable={len(found)}")
    return 1 if found or not advisories else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(str(__doc__))
    sys.exit(main(Path(sys.argv[1])))
