"""Audio: MIDI -> sound in stereo -> MP3 or WAV, as loud as other recordings."""
