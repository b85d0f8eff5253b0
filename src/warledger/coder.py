"""The coder: one report in, one Coding out. It knows no database, no files and no processes."""

from __future__ import annotations

import gc
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from warledger.coding.assembly import ClaimBuilder
from warledger.coding.codebook import Codebook
from warledger.coding.reading import Reading
from warledger.model import Coding, Report

if TYPE_CHECKING:
    from warledger.actors.registry import Registry
    from warledger.coding.attribution import Attributor
    from warledger.coding.counts import CountFinder
    from warledger.dates import TimeFinder
    from warledger.language.document import Document
    from warledger.language.parse import Parser
    from warledger.language.repair import Mender
    from warledger.places import Gazetteer, PlaceFinder

log = logging.getLogger(__name__)
_GARBAGE = 5_000  # new objects between two rounds of the collector; a report makes some ten thousand


class Coder:
    """Codes reports into claims.

    Loads its models and registries at the first report; one coder serves any number of reports in turn.
    """

    def __init__(
        self,
        model: str = "",
        codebooks: Sequence[Path] = (),
        actors: Sequence[Path] = (),
        gazetteer: Path | None = None,
        judge: bool = True,
    ) -> None:
        """Choose what to code with.

        Args:
            model: An installed spaCy model; "" for the pinned one.
            codebooks: A user's own codebook files, on top of ours.
            actors: A user's own actor files, on top of ours.
            gazetteer: The gazetteer's SQLite file; None for the one in the user's cache, built if missing.
            judge: Whether the learned judge has a say; without it the codebook's frames speak alone.
        """
        self._model = model
        self._codebooks = codebooks
        self._actors = actors
        self._gazetteer_file = gazetteer
        self._judged = judge

    def ready(self) -> Coder:
        """Load everything now, and spare it the garbage collector's rounds.

        Models and registries are hundreds of thousands of objects that live as long as the process; the
        collector would walk over them again and again. It spares all that exists now (``gc.freeze``), which
        is why a library that is asked for one coding does not do this by itself.
        """
        self.code(Report("", "Rebels took the town on Monday, a monitor said."))
        gc.collect()
        gc.freeze()
        gc.set_threshold(_GARBAGE, 10, 10)
        return self

    def code(self, report: Report) -> Coding:
        """Code one report; never raises on what the text holds."""
        return next(self.code_many([report]))

    def code_many(self, reports: Iterable[Report]) -> Iterator[Coding]:
        """Code reports lazily, in order; the parse runs in batches. What cannot be read is not parsed."""
        from warledger.reports.screen import reason_to_drop  # noqa: PLC0415 - see _parser

        waiting: deque[Coding | None] = deque()  # in the order of the reports; None where a parse is to come

        def readable() -> Iterator[Report]:
            for report in reports:
                reason = reason_to_drop(report)
                waiting.append(Coding(report, dropped=reason) if reason else None)
                if not reason:
                    yield report

        for document in self._parser.parse(readable()):
            yield from _before_next(waiting)
            waiting.popleft()
            yield self.code_document(document)
        yield from _before_next(waiting)

    def code_document(self, document: Document) -> Coding:
        """Code a report that is parsed already."""
        reading = self.read(document)
        adjectives = self._places.belongings(document, reading.places)
        return Coding(
            report=document.report,
            claims=self._builder.build(reading),
            attributions=[s.attribution for s in reading.sayings],
            places=sorted([*reading.places, *adjectives], key=lambda p: p.start),
            times=reading.times,
            links=list(document.layout.links),
            warnings=[] if document.report.date else ["no date of publication: relative dates are left open"],
        )

    def read(self, document: Document) -> Reading:
        """The layers beneath the claims of a report that is parsed already."""
        from warledger.actors.cast import Cast  # noqa: PLC0415 - see _parser

        self._mender.mend(document)
        places = self._places.find(document)
        times = self._times.find(document)
        cast = Cast(document, self._registry, places)
        places = [replace(p, literal=False) if p.literal and cast.holds(p) else p for p in places]
        sayings = self._attributor.find(document, cast)
        return Reading(
            document=document,
            places=places,
            times=times,
            counts=self._counts.find(document),
            sayings=sayings,
            cast=cast,
            registry=self._registry,
            gazetteer=self._gazetteer,
        )

    # The parts are imported where they are made: spaCy alone takes seconds that others must not pay.

    @cached_property
    def _parser(self) -> Parser:
        from warledger.language.parse import Parser  # noqa: PLC0415

        return Parser(self._model)

    @cached_property
    def _places(self) -> PlaceFinder:
        from warledger.places import PlaceFinder  # noqa: PLC0415

        return PlaceFinder(self._gazetteer)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        from warledger.places import Gazetteer  # noqa: PLC0415

        return Gazetteer.open(self._gazetteer_file)

    @cached_property
    def _times(self) -> TimeFinder:
        from warledger.dates import TimeFinder  # noqa: PLC0415

        return TimeFinder(every_type=False)  # bare durations ("for three days") date nothing

    @cached_property
    def _counts(self) -> CountFinder:
        from warledger.coding.counts import CountFinder  # noqa: PLC0415

        return CountFinder()

    @cached_property
    def _registry(self) -> Registry:
        from warledger.actors.registry import Registry  # noqa: PLC0415

        return Registry.load(self._actors)

    @cached_property
    def _attributor(self) -> Attributor:
        from warledger.coding.attribution import Attributor  # noqa: PLC0415

        return Attributor()

    @cached_property
    def _mender(self) -> Mender:
        from warledger.knowledge import bundled  # noqa: PLC0415
        from warledger.language.repair import Mender  # noqa: PLC0415

        return Mender(self._codebook.verbs, bundled("warledger.language", "verbs.yaml")["irregular"])

    @cached_property
    def _codebook(self) -> Codebook:
        return Codebook.load(self._codebooks)

    @cached_property
    def _builder(self) -> ClaimBuilder:
        if not self._judged:
            return ClaimBuilder(self._codebook)
        from warledger.coding.judge import Judge  # noqa: PLC0415

        return ClaimBuilder(self._codebook, Judge(self._codebook))


def _before_next(waiting: deque[Coding | None]) -> Iterator[Coding]:
    """What was dropped before the next report that was parsed."""
    while waiting and (dropped := waiting[0]) is not None:
        waiting.popleft()
        yield dropped
