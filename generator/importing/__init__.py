"""Reads what people have beside ABC, MIDI files and MusicXML, as one melody in ABC.

    files          which kind a file is, and its melody as ABC
    midi_events    the notes, meters, keys and tempi of a MIDI file
    melody_line    the part of them that is the melody, one note at a time
    quantising     played times on a grid of sixteenths and triplets
    barring        notes in bars, tied over bar lines, in tuplets
    guessing       the meter, pickup and key, where a file does not say
    midi           a MIDI file as a melody
    xml            MusicXML as a melody

Loads music21 and mido only when a file is read: that is the work of a process of its own.
"""
