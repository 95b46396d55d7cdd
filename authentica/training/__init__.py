"""Labels, training, metrics and the model card."""
