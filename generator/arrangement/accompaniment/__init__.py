"""Accompaniment: how each player of a backing plays under the chords."""
