"""The order in which bars are played: repeats and endings, and jumps such as D.C. al Fine."""
