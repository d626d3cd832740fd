"""What a tune is like in figures: its phrases, its features, and a judge of how like a printed tune it is."""
