"""Forms that analysts use, and the situation report."""

from warledger.outputs.formats import FORMATS, WHAT, Written, export
from warledger.outputs.selection import Flag, LeftOut, Selection

__all__ = ["FORMATS", "WHAT", "Flag", "LeftOut", "Selection", "Written", "export"]
