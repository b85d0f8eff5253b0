"""Parts of a spaCy pipeline done another way, with the same answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["put_instead"]


def put_instead(model: Language, part: str, name: str, fits: Callable[[Any], bool]) -> None:
    """Put a component of ours in the place of one of spaCy’s, if that is of the kind it can stand for.

    Args:
        model: The pipeline; changed in place.
        part: The name of spaCy's component, which is kept, disabled.
        name: The factory of ours.
        fits: Whether ours can stand for it.
    """
    if model.has_pipe(part) and fits(model.get_pipe(part)):
        model.add_pipe(name, after=part)
        model.disable_pipe(part)
