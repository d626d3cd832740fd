"""Reads MusicXML as one melody.

document   MusicXML within limits, zipped or not
musicxml   a document as a melody
numbers    which numbers in it are refused
parts      the part of it that is the melody, and its bar lines
voices     the voice of each bar that is the melody
similes    bars that say "as the one before"
jumps      D.C., D.S., Fine and Coda: where they stand, and the bars written out
keys       its keys, and where a mode is not believed
bars       the bars of the part as music21 has read it
signs      which decorations of ABC the signs at its notes are
"""
