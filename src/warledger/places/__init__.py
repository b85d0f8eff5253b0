"""The gazetteer, the recogniser and the resolver of places."""

from warledger.places.compound import between
from warledger.places.finder import PlaceFinder
from warledger.places.gazetteer import Candidate, Gazetteer
from warledger.places.phrases import antecedent, explain, phrase, widen

__all__ = ["Candidate", "Gazetteer", "PlaceFinder", "antecedent", "between", "explain", "phrase", "widen"]
