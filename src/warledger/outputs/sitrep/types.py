"""What a situation report holds, before it takes a form."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Statement:
    """One sentence with what it rests on.

    Attributes:
        text: The sentence.
        refs: Numbers of the reports in the list of sources.
        remark: What to bear in mind ("disputed: the ministry denies it"), or "".
        quote: The words of a report that bear it out, or "".
        weight: For choosing among statements; larger is more important.
    """

    text: str
    refs: list[int] = field(default_factory=list)
    remark: str = ""
    quote: str = ""
    weight: float = 0.0


@dataclass(slots=True)
class Change:
    """A place whose holder, or the surety of it, is not what it was.

    Attributes:
        place: With its province.
        before: Who held it, or "".
        after: Who holds it, or "".
        status: How sure that is: confirmed, claimed, disputed, contested or unknown.
        before_status: How sure it was.
        why: The argument's first sentence.
        refs: Numbers of the reports.
        lat: Degrees north, None where not known.
        lon: Degrees east.
        side: The side of the holder, for colours.
        day: ISO day of the change, as far as told.
    """

    place: str
    before: str
    after: str
    status: str
    before_status: str
    why: str
    refs: list[int]
    lat: float | None = None
    lon: float | None = None
    side: str = ""
    day: str = ""


@dataclass(slots=True)
class Toll:
    """People killed or hurt in one event, or over several, as told."""

    what: str
    place: str
    day: str
    killed: str
    injured: str
    who: str
    several: bool
    refs: list[int]


@dataclass(slots=True)
class Argument:
    """A dispute as the report tells it."""

    about: str
    sides: list[str]
    end: str
    refs: list[int]


@dataclass(slots=True)
class Reference:
    """A report that statements rest on."""

    number: int
    publisher: str
    title: str
    date: str
    url: str


@dataclass(slots=True)
class Picture:
    """A drawing as SVG, with the words for who cannot see it."""

    title: str
    svg: str
    alt: str


@dataclass(slots=True)
class Country:
    """What the period brought in one country.

    Attributes:
        name: Its name.
        changes: Places that changed hands.
        unsure: Places whose holder stayed and became more or less sure.
        events: The main events, most important first.
        more_events: How many others there were.
        people: Displacement, relief and hardship.
        tolls: Killed and injured.
        toll_sum: The sum over single events, with its range, or "".
        map: The map, if anything can be drawn.
    """

    name: str
    changes: list[Change] = field(default_factory=list)
    unsure: list[Change] = field(default_factory=list)
    events: list[Statement] = field(default_factory=list)
    more_events: int = 0
    people: list[Statement] = field(default_factory=list)
    tolls: list[Toll] = field(default_factory=list)
    toll_sum: str = ""
    map: Picture | None = None


@dataclass(slots=True)
class Situation:
    """A situation report.

    Attributes:
        since: First day (ISO).
        until: Last day.
        period: The days as people write them.
        known_by: Only what was published by this day is in it.
        made: When it was made, ISO.
        ledger: What it was made from.
        reports: How many reports were published in the period.
        claims: How many claims they make.
        origins: How many different speakers.
        highlights: The few things to know.
        countries: Most claims first.
        new_disputes: Begun in the period.
        old_disputes: Begun before it and still open.
        settled_disputes: Ended in the period.
        diplomacy: Talks, agreements, statements, sanctions.
        planned: What sides say they will do.
        corrections: What later reports changed about earlier days, and reports that were replaced.
        gaps: What no report tells.
        references: The reports, by number.
        charts: Drawings.
    """

    since: str
    until: str
    period: str
    known_by: str
    made: str
    ledger: str
    reports: int = 0
    claims: int = 0
    origins: int = 0
    highlights: list[Statement] = field(default_factory=list)
    countries: list[Country] = field(default_factory=list)
    new_disputes: list[Argument] = field(default_factory=list)
    old_disputes: list[Argument] = field(default_factory=list)
    settled_disputes: list[Argument] = field(default_factory=list)
    diplomacy: list[Statement] = field(default_factory=list)
    planned: list[Statement] = field(default_factory=list)
    corrections: list[Statement] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    charts: list[Picture] = field(default_factory=list)
