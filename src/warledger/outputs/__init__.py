"""Forms that analysts use, and the situation report."""
