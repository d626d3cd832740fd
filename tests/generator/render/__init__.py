"""Tests of what makes a tune audible and visible."""
