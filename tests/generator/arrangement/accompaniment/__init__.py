"""Tests of what each player plays."""
