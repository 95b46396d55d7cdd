"""Pooling, the model folder and inference."""
