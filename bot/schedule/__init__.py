"""What is posted by itself: the tune of the day, the weekly session. when, what, and who waits.

Knows neither Discord nor how an order is fulfilled.
"""
