"""What stands around the staff of a picture: fonts, headings, words."""
