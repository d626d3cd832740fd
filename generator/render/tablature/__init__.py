"""Tablature under the staff: which string and fret, or which holes, for each note; and how it is drawn."""
