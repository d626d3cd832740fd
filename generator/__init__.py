"""Composes folk tunes: a request in, a tune and its recording out. Knows no Discord and no database."""
