"""The worker's side of the broker: takes tasks, does them, and follows which models there are."""
