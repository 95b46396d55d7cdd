"""Defaults that a command's help says too. Imports nothing, so that help comes at once."""

MIN_REPLIES = 10
"""Fewer replies are not shown."""

MIN_PERSON_REPLIES = 20
"""Fewer replies of one person are not shown: of a person more is needed before anything is said."""

EXAMPLES = 2
"""Replies shown for each habit as good ones, and as ones to improve."""
