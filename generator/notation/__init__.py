"""ABC notation as data: reading, writing, unfolding into sounding notes, moving to other keys, checking."""
