"""Sheet music for paper: tunes as a PDF of vectors and text, several on a page where they fit."""
