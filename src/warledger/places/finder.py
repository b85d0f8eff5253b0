"""Every place that a report names, resolved."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from warledger.model import Level, Place
from warledger.places import phrases
from warledger.places.belonging import belongings
from warledger.places.compound import in_town, join
from warledger.places.country import country_of_capital
from warledger.places.evidence import Mention, spoken_of
from warledger.places.gazetteer import Candidate, Gazetteer
from warledger.places.measured import measure, put
from warledger.places.mention import scan
from warledger.places.resolve import resolve
from warledger.places.within import tie

if TYPE_CHECKING:
    from warledger.language.document import Document

log = logging.getLogger(__name__)
_ENOUGH = 0.0


class PlaceFinder:
    """Finds the places of reports."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._unit = lru_cache(maxsize=4096)(gazetteer.admin1_at)

    def find(self, document: Document) -> list[Place]:
        """The report's places, sorted by start, none overlapping another.

        An unresolved place keeps its words and has no coordinates; ``literal`` is False where the name
        stands for a government or a people.
        """
        mentions = [m for m in scan(document, self._gazetteer) if m.weight >= _ENOUGH]
        tie(mentions, document.layout.text)
        measure(mentions, document.layout.text)
        resolve(mentions, spoken_of(document), self._gazetteer)
        return join(document.text, [self._place(m) for m in mentions])

    def belongings(self, document: Document, places: Sequence[Place]) -> list[Place]:
        """The lands that adjectives stand for: see :func:`belonging.belongings`."""
        return belongings(document, places, self._gazetteer)

    def widen(self, document: Document, place: Place) -> Place:
        """The place with directions, parts and units around it: see :func:`phrases.widen`."""
        return phrases.widen(document, place, self._gazetteer)

    def antecedent(
        self,
        document: Document,
        places: Sequence[Place],
        sentence_index: int,
        kind: str,
        before: int | None = None,
    ) -> Place | None:
        """What "the city" or "the province" stands for.

        Args:
            document: The report.
            places: Its places, as :meth:`find` gave them.
            sentence_index: The sentence of the words.
            kind: The noun ("city", "province", "town", "country", "airport").
            before: Offset of the words; None takes the sentence's start.
        """
        if not 0 <= sentence_index < len(document.sentences):
            return None
        start = document.sentences[sentence_index].start
        return phrases.antecedent(places, start, start if before is None else before, kind, self._gazetteer)

    def _place(self, m: Mention) -> Place:
        c = m.chosen
        if c is None and m.city is not None and m.city.chosen is not None:
            return in_town(Place(m.text, m.start, m.end, reason=m.reason), self._place(m.city))
        if c is None and m.way is not None:
            return put(
                Place(m.text, m.start, m.end, reason=m.reason), m.name, self._place(m.way.start), m.way
            )
        if c is None:
            return Place(m.text, m.start, m.end, literal=m.part_of != "body", reason=m.reason)
        literal = m.part_of != "body" and not m.speaks and not (m.stands_for and _governs(c))
        unit = c.admin1
        if not unit and c.level not in {Level.COUNTRY, Level.REGION}:
            unit = self._unit(c.lat, c.lon, c.country)
        return Place(
            m.text, m.start, m.end, literal, c.name, c.geonameid, c.gid, c.lat, c.lon, c.level, unit,
            c.country,
            c.radius_km, m.probability, m.reason,
        )  # fmt: skip


def _governs(c: Candidate) -> bool:
    """Whether a name may stand for a government: countries and capitals."""
    return c.kind == "country" or (c.level is Level.TOWN and country_of_capital(c.name) == c.country)
