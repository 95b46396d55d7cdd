"""Reasons: which words added what, sentences, and what to say instead. It decides nothing."""
