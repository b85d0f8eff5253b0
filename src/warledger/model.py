"""The plain types that flow through the house: Report → Claim → Incident → Holding.

Slots dataclasses without logic beyond turning themselves into the documented JSON form. All offsets count
characters of the report's text as it was given; all dates are ISO days; coordinates are WGS 84 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

Json = dict[str, Any]


class Stance(StrEnum):
    """Whether the source says that it happened or that it did not."""

    ASSERTS = "asserts"
    DENIES = "denies"


class Status(StrEnum):
    """How real, and how recent, the source says it is (warclaims/GUIDE.md)."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    BACKGROUND = "background"


class Level(StrEnum):
    """How large a place is, from a facility to a region that crosses borders."""

    POINT = "point"
    TOWN = "town"
    ADMIN2 = "admin2"
    ADMIN1 = "admin1"
    COUNTRY = "country"
    REGION = "region"


class Precision(StrEnum):
    """How closely a period is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    VAGUE = "vague"


@dataclass(slots=True, frozen=True)
class Report:
    """A dispatch as it was published.

    Attributes:
        id: The caller's name for it, unique within a run.
        text: The words, unchanged; every offset elsewhere refers to them.
        date: Day of publication, the anchor of "on Saturday"; None when it is not known.
        publisher: The outlet; "" when it is not known.
        title: The headline; "" when there is none.
        url: Where it stood; "" when it is not known.
    """

    id: str
    text: str
    date: date | None = None
    publisher: str = ""
    title: str = ""
    url: str = ""


@dataclass(slots=True, frozen=True, order=True)
class Span:
    """Characters [start, end) of a report's text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(slots=True, frozen=True)
class Actor:
    """A party as named at its fullest in the report; ``id`` is the registry's, or ""."""

    name: str
    id: str = ""


@dataclass(slots=True, frozen=True)
class Source:
    """Who says it. The report's own voice is "publisher"; ``via`` runs from the nearest to the outermost."""

    name: str = "publisher"
    id: str = ""
    via: tuple[str, ...] = ()
    cue: str = ""


@dataclass(slots=True, frozen=True)
class Place:
    """A named place and where it is.

    Attributes:
        name: The words of the report ("northern countryside of Hama province").
        start: Offset of those words.
        end: Their end.
        literal: False where the name stands for a government or people ("Damascus voiced concern").
        resolved: The gazetteer's name; "" when unresolved.
        geonameid: GeoNames id when it has one.
        gazetteer_id: The gazetteer's own id ("gn:170063", "ne:SYR-1", "wl:kuweires"); "" when unresolved.
        lat: Degrees north; None when unresolved.
        lon: Degrees east; None when unresolved.
        level: Size of the place.
        admin1: Name of the first-order unit that holds it.
        country: ISO 3166-1 alpha-2 code.
        radius_km: How far around the point the words may reach (directions, parts).
        probability: That this candidate is the one meant, 0…1.
        reason: Why it was chosen, or why it is unresolved, in words.
    """

    name: str
    start: int
    end: int
    literal: bool = True
    resolved: str = ""
    geonameid: int | None = None
    gazetteer_id: str = ""
    lat: float | None = None
    lon: float | None = None
    level: Level | None = None
    admin1: str = ""
    country: str = ""
    radius_km: float = 0.0
    probability: float = 0.0
    reason: str = ""

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract."""
        return {
            "name": self.name,
            "start": self.start,
            "end": self.end,
            "literal": self.literal,
            "resolved": self.resolved,
            "geonameid": self.geonameid,
            "gazetteer_id": self.gazetteer_id,
            "lat": self.lat,
            "lon": self.lon,
            "level": self.level.value if self.level else None,
            "admin1": self.admin1,
            "country": self.country,
            "radius_km": self.radius_km,
            "probability": round(self.probability, 3),
            "reason": self.reason,
        }


@dataclass(slots=True, frozen=True)
class TimeMention:
    """A time expression: TIMEX3 type (DATE, TIME, DURATION, SET) and value, and the days it covers.

    ``start_day``/``end_day`` are None where the words name no days (a duration, an unanchored reference).
    ``event_date`` is False for expressions that bound or describe rather than date an event ("since 2016" in
    "for the first time since 2016").
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    start_day: date | None = None
    end_day: date | None = None
    precision: Precision = Precision.DAY
    event_date: bool = True

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "type": self.type,
            "value": self.value,
        }


@dataclass(slots=True, frozen=True)
class Period:
    """When it happened: inclusive days; None where the report does not tell."""

    start: date | None
    end: date | None
    precision: Precision = Precision.DAY

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract."""
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "precision": self.precision.value,
        }


@dataclass(slots=True, frozen=True)
class Count:
    """A number as reported: "dozens" is low 24, best None; "at least 20" is low 20, best 20, high None."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract."""
        return {"low": self.low, "best": self.best, "high": self.high}


HARMS = ("killed", "injured", "displaced", "detained", "captured")
_BOUNDS = ("low", "best", "high")


def flat_counts(counts: Mapping[str, Mapping[str, int | None]]) -> dict[str, int | None]:
    """Counts in the form of ``Counts.to_dict``, one cell a bound (``killed_low``)."""
    return {f"{harm}_{bound}": (counts.get(harm) or {}).get(bound) for harm in HARMS for bound in _BOUNDS}


def harms_to_tell(counts: Mapping[str, Mapping[str, int | None]]) -> list[str]:
    """The harms that words should tell, in order: ``captured`` and ``detained`` are the same people."""
    return [h for h in HARMS if h in counts and not (h == "detained" and "captured" in counts)]


@dataclass(slots=True, frozen=True)
class Counts:
    """The human cost that a claim tells; fighters taken prisoner are ``captured`` and ``detained`` both."""

    killed: Count | None = None
    injured: Count | None = None
    displaced: Count | None = None
    detained: Count | None = None
    captured: Count | None = None

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract; kinds of harm that are not told are left out."""
        named = {k: getattr(self, k) for k in HARMS}
        return {k: v.to_dict() for k, v in named.items() if v is not None}


@dataclass(slots=True, frozen=True)
class Codes:
    """The codebook's codes in the forms that analysts use; UCDP's type of violence is 0 where none fits."""

    plover_type: str = ""
    plover_mode: str = ""
    cameo: str = ""
    acled_event_type: str = ""
    acled_sub_event_type: str = ""
    ucdp_type_of_violence: int = 0


@dataclass(slots=True, frozen=True)
class Claim:
    """One source states one kind of event by one side at one place: the unit of the ledger.

    ``place`` is None only where no place is named or to be understood; one that could not be resolved
    keeps its words and has no coordinates. ``origin`` is where the movement came from, ``exceptions``
    what the claim leaves out ("except the Kurdish quarters"). ``confidence`` is the coder's, 0…1, and
    says nothing about truth.
    """

    id: str
    start: int
    end: int
    quote: str
    kind: str
    source: Source = Source()
    stance: Stance = Stance.ASSERTS
    status: Status = Status.HAPPENED
    actors: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    place: Place | None = None
    origin: Place | None = None
    date: Period | None = None
    counts: Counts = Counts()
    codes: Codes = Codes()
    exceptions: tuple[Place, ...] = ()
    confidence: float = 0.5
    reason: str = ""

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract."""
        return {
            "id": self.id,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "kind": self.kind,
            "source": {
                "name": self.source.name,
                "id": self.source.id,
                "via": list(self.source.via),
                "cue": self.source.cue,
            },
            "stance": self.stance.value,
            "status": self.status.value,
            "actors": [{"name": a.name, "id": a.id} for a in self.actors],
            "targets": [{"name": a.name, "id": a.id} for a in self.targets],
            "place": self.place.to_dict() if self.place else None,
            "origin": self.origin.to_dict() if self.origin else None,
            "exceptions": [p.to_dict() for p in self.exceptions],
            "date": self.date.to_dict() if self.date else None,
            "counts": self.counts.to_dict(),
            "plover": {"type": self.codes.plover_type, "mode": self.codes.plover_mode},
            "cameo": self.codes.cameo,
            "acled": {
                "event_type": self.codes.acled_event_type,
                "sub_event_type": self.codes.acled_sub_event_type,
            },
            "ucdp": {"type_of_violence": self.codes.ucdp_type_of_violence},
            "confidence": round(self.confidence, 3),
            "reason": self.reason,
        }


@dataclass(slots=True, frozen=True)
class Attribution:
    """Who says what: spans of the source's name, of the cue and of what is said, each maybe in pieces."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract."""
        return {k: [[s.start, s.end] for s in getattr(self, k)] for k in ("source", "cue", "content")}


@dataclass(slots=True, frozen=True)
class Link:
    """A related-report teaser that stood inside the text and is no news of this report."""

    text: str
    start: int
    end: int

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract."""
        return {"text": self.text, "start": self.start, "end": self.end}


@dataclass(slots=True)
class Coding:
    """What the coder gives for one report: its claims and the layers beneath them.

    ``dropped`` says why the report was not coded (it is in another language, its page could not be read …);
    "" where it was. Such a report has no claims.
    """

    report: Report
    claims: list[Claim] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    times: list[TimeMention] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dropped: str = ""

    def to_dict(self) -> Json:
        """The form of DESIGN.md's contract, ready for ``json.dumps``; "dropped" only where it was."""
        return {
            "id": self.report.id,
            "claims": [c.to_dict() for c in self.claims],
            "attributions": [a.to_dict() for a in self.attributions],
            "places": [p.to_dict() for p in self.places],
            "times": [t.to_dict() for t in self.times],
            "links": [link.to_dict() for link in self.links],
            "warnings": list(self.warnings),
            **({"dropped": self.dropped} if self.dropped else {}),
        }

    def to_frame(self) -> DataFrame:
        """A pandas table, one claim a row: what people look at; ``to_dict`` holds everything."""
        import pandas as pd  # noqa: PLC0415 - only who wants a table pays for it

        return pd.DataFrame([_table_row(claim) for claim in self.claims], columns=list(_TABLE))

    def _repr_html_(self) -> str:
        """How Jupyter shows it."""
        shown: str = self.to_frame().to_html(index=False, escape=True, max_rows=60)
        return shown


_TABLE = (
    "kind actors targets place country lat lon date_start date_end source via stance status killed injured "
    "displaced detained captured confidence quote"
).split()


def _table_row(claim: Claim) -> list[Any]:
    place, period = claim.place, claim.date
    counts = [getattr(claim.counts, harm) for harm in HARMS]
    return [
        claim.kind,
        "; ".join(a.name for a in claim.actors),
        "; ".join(a.name for a in claim.targets),
        place.name if place else "",
        place.country if place else "",
        place.lat if place else None,
        place.lon if place else None,
        period.start if period else None,
        period.end if period else None,
        claim.source.name,
        "; ".join(claim.source.via),
        claim.stance.value,
        claim.status.value,
        *(None if c is None else c.best if c.best is not None else c.low for c in counts),
        claim.confidence,
        claim.quote,
    ]
