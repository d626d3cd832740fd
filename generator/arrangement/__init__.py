"""Arrangement: a tune -> what each player plays, and how. Pure functions: the same input, the same parts."""
