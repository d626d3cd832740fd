"""Rendering: a tune as sound (Melody -> MIDI -> WAV or MP3) and as sheet music (MusicXML -> PNG)."""
