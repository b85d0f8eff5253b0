"""warledger: a war monitor in a box. Dispatches in, sourced claims out."""

__version__ = "0.1.0"
