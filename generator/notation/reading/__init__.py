"""Reads ABC: the text of a tune, or of a book of them."""
