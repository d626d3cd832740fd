"""What is written at notes beside their pitches and lengths: decorations, grace notes, lyrics."""
