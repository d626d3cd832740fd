"""Writes a melody as ABC."""
