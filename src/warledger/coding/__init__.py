"""What happened, who says so, how sure: codebook, events, attribution, status, counts."""
