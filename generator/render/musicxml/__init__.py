"""A melody as MusicXML 4.0."""
