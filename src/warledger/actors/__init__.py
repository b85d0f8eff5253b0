"""The registry of actors and sources, and how names in a report lead to it."""

from warledger.actors.cast import Cast
from warledger.actors.registry import ActorEntry, Registry, SourceEntry

__all__ = ["ActorEntry", "Cast", "Registry", "SourceEntry"]
