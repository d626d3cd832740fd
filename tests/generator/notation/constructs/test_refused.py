"""What cannot be read is named with its line, its column and what is wrong."""

from __future__ import annotations

import pytest

from generator.errors import NotationError
from generator.notation.reading.reader import read_abc
from tests.generator.notation.constructs.refused import REFUSED


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_where_it_stands(name: str) -> None:
    refused = REFUSED[name]
    with pytest.raises(NotationError) as caught:
        read_abc(refused.abc)
    assert refused.said in str(caught.value)
    assert (caught.value.line, caught.value.column) == (refused.line, refused.column)
