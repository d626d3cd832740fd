"""The structure of a tune as it is read: bar lines, repeats, endings, parts in order, ties."""
