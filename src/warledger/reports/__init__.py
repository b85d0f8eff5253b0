"""Readers of reports, and the cleaning of what they read."""
