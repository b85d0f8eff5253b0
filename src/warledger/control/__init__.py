"""Who holds what, when, and why."""
