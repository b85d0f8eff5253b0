"""What the queries give: plain rows for the command line, the web page and the exports. Days are ISO text."""

from __future__ import annotations

from dataclasses import dataclass, field

from warledger.model import Json


@dataclass(slots=True, frozen=True)
class Party:
    """An actor or target as the claim names it; ``id`` is the registry's, or ""."""

    name: str
    id: str = ""


@dataclass(slots=True)
class ClaimRow:
    """A claim with the report it stands in.

    Attributes:
        id: The ledger's number of the claim.
        day: First day of the happening, or the day of publication where the claim tells none.
        start: First day as the claim tells it; None where it does not.
        end: Last day as the claim tells it.
        precision: How closely the days are known; "" where there are none.
        known: The day on which it could be known: publication, or the day of adding where that is not known.
        kind: The codebook's kind.
        source: Who says it; "publisher" is the report's own voice.
        place: The words of the report.
        resolved: The gazetteer's name.
        place_id: The ledger's number of the place; None where no place is told.
        current: False where a newer version of the report, or a correction, has taken its place.
        corrects: The claim as coded of which this is a person's correction; None where it is the coder's own.
        quote_start: Offset of the quote in the report's text.
        origin: Where the movement came from, as model.Place's JSON form.
        exceptions: What the claim leaves out, as model.Place's JSON forms.
        report: The ledger's number of the report.
        report_ref: The caller's id of it.
    """

    id: int
    day: str
    last_day: str
    start: str | None
    end: str | None
    precision: str
    known: str
    kind: str
    source: str
    source_id: str
    source_key: str
    via: list[str]
    cue: str
    stance: str
    status: str
    actors: list[Party]
    targets: list[Party]
    place: str
    resolved: str
    place_id: int | None
    place_key: str
    gazetteer_id: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    level: str
    admin1: str
    country: str
    counts: dict[str, dict[str, int | None]]
    quote: str
    quote_start: int
    quote_end: int
    confidence: float
    reason: str
    codes: dict[str, str]
    origin: Json | None
    exceptions: list[Json]
    ref: str
    current: bool
    corrects: int | None
    report: int
    report_ref: str
    publisher: str
    title: str
    url: str
    report_date: str | None
    added_at: str


@dataclass(slots=True)
class ReportRow:
    """A report; ``origin`` is the smallest number among its copies; only ``report()`` fills ``text``."""

    id: int
    ref: str
    date: str | None
    publisher: str
    title: str
    url: str
    claims: int
    version: int
    current: bool
    known: str
    added_at: str
    origin: int
    copies: list[int] = field(default_factory=list)
    text: str = ""
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DroppedRow:
    """What was not coded, and why; ``letters`` is how long the text is that was kept."""

    id: int
    ref: str
    date: str | None
    publisher: str
    title: str
    url: str
    reason: str
    known: str
    added_at: str
    letters: int


@dataclass(slots=True)
class PlaceRow:
    """A place that claims name."""

    id: int
    name: str
    level: str
    admin1: str
    country: str
    lat: float | None
    lon: float | None
    gazetteer_id: str
    geonameid: int | None
    claims: int
    first: str
    last: str


@dataclass(slots=True)
class SourceRow:
    """A source and how it fares.

    Attributes:
        alone: Claims of its that no other origin tells.
        borne_out: Claims of its that at least one other origin tells too.
        contradicted: Claims of its in an incident that another source denies, or that it denies itself.
        admitted_against: Disputes that ended with the other side's admission, against this source.
    """

    name: str
    id: str
    key: str
    kind: str
    side: str
    claims: int
    reports: int
    denials: int
    alone: int
    borne_out: int
    contradicted: int
    admitted_against: int
    first: str
    last: str


@dataclass(slots=True)
class ActorRow:
    """A party and how often it acts and suffers."""

    name: str
    id: str
    side: str
    acts: int
    suffers: int
    kinds: dict[str, int]
    first: str
    last: str


@dataclass(slots=True)
class Join:
    """Why a claim is taken to tell of the same happening as another one."""

    claim: int
    other: int
    reason: str


@dataclass(slots=True)
class CountPoint:
    """One figure of an incident as told on a day."""

    known: str
    harm: str
    low: int | None
    best: int | None
    high: int | None
    source: str
    claim: int


@dataclass(slots=True)
class IncidentRow:
    """Claims of one or many reports about one happening.

    Attributes:
        id: Stable name, made from its first claim in canonical order.
        family: The kind family (territory-gain, territory-loss, violence …).
        origins: How many independent origins tell it (copies and repeats of one source count once).
        sources: Their names.
        counts: The latest figure of each harm, low/best/high.
        series: Every figure in the order in which it was told.
    """

    id: str
    family: str
    kinds: list[str]
    place: str
    place_id: int | None
    lat: float | None
    lon: float | None
    level: str
    admin1: str
    country: str
    first: str
    last: str
    actors: list[Party]
    targets: list[Party]
    claims: list[int]
    reports: int
    origins: int
    sources: list[str]
    denied: bool
    counts: dict[str, dict[str, int | None]]
    series: list[CountPoint]
    joins: list[Join]


@dataclass(slots=True)
class Voice:
    """One side of a dispute: what it says, who says it, when and in which words."""

    position: str
    sources: list[str]
    claims: list[int]
    first_said: str
    last_said: str
    quote: str


@dataclass(slots=True)
class DisputeRow:
    """Sources that cannot both be right.

    Attributes:
        about: ``happened`` (asserted and denied), ``holder`` (rival holders), ``count``, ``actor``, ``date``.
        outcome: ``admitted`` (one side gave in), ``overtaken`` (later events settled it) or ``open``.
        settled_by: The claim that ended it; None while it is open.
    """

    id: str
    about: str
    place: str
    place_id: int | None
    lat: float | None
    lon: float | None
    admin1: str
    country: str
    first: str
    last: str
    kind: str
    sides: list[Voice]
    outcome: str
    settled_by: int | None
    settled_day: str | None
    why: str
    incident: str = ""


@dataclass(slots=True)
class ChangeRow:
    """What a later report changed about a day in the past, or what changed hands between two days."""

    place: str
    place_id: int
    date: str
    before: str
    before_status: str
    after: str
    after_status: str
    claims: list[int]
    why: str
