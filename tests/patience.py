"""How long a test waits for what must come: no assertion, only an end for a program that hangs."""

SECONDS = 180.0  # no machine is so busy
