"""Privacy and trust: what a reply does with personal data, and texts without it."""
