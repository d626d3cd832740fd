"""The grammar of a tune: which characters may come next, so that the text becomes a correct tune as asked.

Knows nothing of the model: it reads a text character by character and says what can follow.
"""
