"""From a tune to what each player plays."""
