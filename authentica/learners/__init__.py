"""The ordinal classifier, pooling, the model folder and inference."""
