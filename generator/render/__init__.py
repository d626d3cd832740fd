"""Makes a parsed tune audible and visible: Melody -> MIDI -> sound -> MP3 or WAV, and Melody -> picture."""
