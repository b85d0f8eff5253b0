"""The registry of actors and sources, and how names in a report lead to it."""
