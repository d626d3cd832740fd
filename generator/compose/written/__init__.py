"""Tunes that people wrote, as the model goes on from them: varied in some bars, or continued."""
