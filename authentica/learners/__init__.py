"""Pooling, the model folder, inference, and what is decided of a reply."""
