from __future__ import annotations

from fractions import Fraction

from generator.notation.melody import Melody


class Feel:
    def place(self, position: Fraction) -> Fraction:
        return position


def feel_of(melody: Melody) -> Feel:
    return Feel()
