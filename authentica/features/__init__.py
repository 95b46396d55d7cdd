"""Named numbers from a reading, in pure functions."""
