"""Forgetting: words are taken back from what others made of them, and deleted data leaves the files."""
