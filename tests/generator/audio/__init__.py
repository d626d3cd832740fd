"""Tests of what makes MIDI audible."""
