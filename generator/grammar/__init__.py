"""Which characters may come next, so that what the model writes is a correct tune of the form that was asked.

Knows nothing of the model: it reads a text character by character and says what could follow.
"""
