"""The controls under the opening of a challenge. Their whole state is their custom_id.

answering   Answer composes a tune that begins with it, Write one opens a form for one's own
ending      End now ends it before its time, after a second click
of_challenge  what both know: which challenge it is, and whether it still runs
"""
