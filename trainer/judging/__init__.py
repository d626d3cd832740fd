"""Fits the judge of a model, which chooses between its drafts."""
