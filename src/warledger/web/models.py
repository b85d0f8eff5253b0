"""The forms that the API gives: the ledger's own rows, pages of them, and what the page asks for besides."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from warledger.control.types import Holding
from warledger.ledger.corrections import Amendment
from warledger.ledger.rows import ClaimRow, DisputeRow, IncidentRow, PlaceRow, ReportRow

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list; ``next`` is the cursor of the page after it."""

    items: list[T]
    next: str | None = Field(default=None, description="Give it as ?cursor= to go on; null on the last page.")
    total: int = Field(description="How many rows the filters find in all.")


class Passage(BaseModel):
    """The paragraph that a claim rests on, cut so that the quote can be marked in it."""

    before: str
    quote: str
    after: str


class ClaimDetail(BaseModel):
    """A claim with its words, its report and what other sources say of the same happening."""

    claim: ClaimRow
    passage: Passage
    report: ReportRow
    incident: IncidentRow | None
    agree: list[ClaimRow]
    disagree: list[ClaimRow]
    disputes: list[DisputeRow]
    amendments: list[Amendment] = Field(description="What people changed about it.")


class History(BaseModel):
    """A claim as coded, and what people changed about it."""

    claim: ClaimRow
    amendments: list[Amendment]


class Reason(BaseModel):
    """Who changes something about a claim, and for what reason."""

    by: str = Field(min_length=1, max_length=200)
    why: str = Field(min_length=1, max_length=2000)


class Wish(Reason):
    """Fields of a claim and what they should say, as ``warledger correct --set`` takes them."""

    set: dict[str, str] = Field(min_length=1, max_length=20)


class PlaceDetail(BaseModel):
    """A place on a day: who holds it, the argument, and the claims that name it."""

    holding: Holding | None
    claims: list[ClaimRow]
    disputes: list[DisputeRow]


class ReportDetail(BaseModel):
    """A report with its text and the claims in the order in which they stand in it."""

    report: ReportRow
    claims: list[ClaimRow]


class HoldingList(BaseModel):
    """Who holds what on a day, as known on another."""

    at: str
    known_by: str
    items: list[Holding]
    next: str | None = Field(default=None, description="Give it as ?cursor= to go on; null on the last page.")
    total: int = 0


class PlaceEntry(BaseModel):
    """A place with how often the claims found name it, and who holds it on the day (without the argument)."""

    place: PlaceRow
    holding: Holding | None


class Change(BaseModel):
    """A place that changed hands, or whose status changed, between two days."""

    place_id: int
    moved: bool = Field(description="Whether the holder is another one; else only the status is.")
    before: Holding
    after: Holding


class Side(BaseModel):
    """A side that holds places on a day."""

    side: str
    places: int
    here: int = Field(description="How many of them in the country asked for.")
    names: list[str] = Field(description="The names under which it holds them, commonest first.")


class NetworkNode(BaseModel):
    """A party, or all parties of a side, in the picture of who does what to whom."""

    key: str
    name: str
    side: str
    parties: int
    claims: int


class NetworkLine(BaseModel):
    """What one party is said to do to another; in a meeting neither is the doer."""

    one: str
    other: str
    relation: str
    claims: int
    denied: int
    ahead: int = Field(description="Claims that speak of plans or possibilities.")
    kinds: dict[str, int]
    first: str
    last: str


class Network(BaseModel):
    """Who supports, meets, condemns, fights whom."""

    nodes: list[NetworkNode]
    lines: list[NetworkLine]
    left_out: int = Field(description="Parties that have lines and are not shown.")
    relations: list[str]


class Tiles(BaseModel):
    """A background map that whoever runs the server has configured."""

    kind: Literal["raster", "pmtiles"]
    url: str
    credit: str


class Settings(BaseModel):
    """How the server was started, as far as the page must know."""

    version: str
    tiles: Tiles | None
    write: bool = Field(default=False, description="Whether claims can be corrected through the API.")


class Day(BaseModel):
    """How many claims begin on a day."""

    day: str
    claims: int


class Episode(BaseModel):
    """A stretch of days in which one country is much spoken of."""

    country: str
    since: str
    until: str
    claims: int
    bbox: tuple[float, float, float, float]


class Summary(BaseModel):
    """What the ledger holds."""

    reports: int
    claims: int
    places: int
    unlocated: int
    undated: int
    first: str | None = Field(description="The first day on which something became known.")
    last: str | None
    kinds: dict[str, int]
    publishers: list[str]
    episodes: list[Episode]
    sample: bool = Field(description="Whether all the reports were written for the demo.")


class Feature(BaseModel):
    """A GeoJSON feature."""

    type: Literal["Feature"] = "Feature"
    id: int | None = None
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class MapView(BaseModel):
    """What the map draws: places one by one or gathered in cells, and movements."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]
    arrows: list[Feature]
    whole: bool = Field(description="Whether these are all places, so that moving the view changes nothing.")
    places: int = Field(description="How many places the world has that are shown or held.")
    at: str
    known_by: str


class FeatureCollection(BaseModel):
    """A GeoJSON feature collection."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]


class Problem(BaseModel):
    """What went wrong, in words."""

    detail: str
