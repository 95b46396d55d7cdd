"""Reasons: which words added what, sentences, tips, and the two halves."""
