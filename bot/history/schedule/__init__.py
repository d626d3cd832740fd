"""What servers have posted by itself: when it comes next, and the order that it becomes then."""
