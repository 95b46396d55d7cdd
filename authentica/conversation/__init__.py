"""What only shows across the messages of one conversation; `tracker` is the door, each other module finds one thing."""
