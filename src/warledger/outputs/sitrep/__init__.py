"""The situation report: what a period brought, each statement with its sources, in HTML, Markdown or PDF."""

from warledger.outputs.sitrep.gather import gather
from warledger.outputs.sitrep.render import FORMATS, render
from warledger.outputs.sitrep.types import Situation

__all__ = ["FORMATS", "Situation", "gather", "render"]
