"""What the names of features begin with, and the value that most have.

A weight is found by its feature's name: were a beginning spelt otherwise in one place, the feature would weigh nothing, and no error say so.
"""

__all__ = ["CUE", "ENCODED", "PRESENT", "PROMISE", "REPLY", "SAID", "WORD"]

CUE, ENCODED, PROMISE = "cue:", "encoded:", "promise."

WORD, REPLY, SAID = "word:", "reply:", "said:"
"""Of the n-grams of a clause, of the whole reply and of the customer's text."""

PRESENT = 0.5
"""Of a cue or another feature that is there or not. All weights pay one penalty: a feature of larger values may say more."""
