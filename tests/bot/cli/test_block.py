"""The commands `block`, `unblock` and `blocked`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main


def test_a_user_is_blocked_listed_and_unblocked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str) -> str:
        assert main({"LILT_DATA": str(tmp_path)}, words) == 0
        return capsys.readouterr().out

    assert said("block", "123") == "Lilt does not answer 123 any more.\n"
    assert said("block", "123") == "123 is blocked already.\n"
    assert said("blocked").startswith("123  since 20")
    assert said("unblock", "123") == "Lilt answers 123 again.\n"
    assert said("unblock", "123") == "123 is not blocked.\n"
    assert said("blocked") == ""


@pytest.mark.parametrize("user", ["ann", "-1", "9" * 20, "²"])
def test_a_user_id_that_is_not_a_number_is_refused(user: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main({}, ["block", user])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
