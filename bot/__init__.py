"""The Discord front end and the history. Knows of the composer only its values and the engine's seam."""
