"""Practice: which bars are played loop after loop, and the click that goes with them."""
