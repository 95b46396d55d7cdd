"""Reading: tokens, zones, clauses and cues."""
