"""Are reports of one happening joined, and others kept apart?

    python benchmarks/joins.py [REPORTS.jsonl] [--examples]

Codes the reports (fields ``id``, ``text``, ``date``, ``publisher``, ``location``; ../shared has 425 on the
Syrian war), puts them into a ledger in memory and looks at the incidents. A *group* is what the file gives
one date and one place. Two figures:

``joined``
    Of two reports of one group by different outlets, and what both code as happened near the group's date:
    whether one incident of that kind has claims of both.
``false``
    The same of pairs whose groups lie more than 30 days or 100 km apart.

The mark's words are "date+place groups with two or more outlets: share joined into one incident where both
code the same kind". They can be counted in three ways, and all are printed:

* by pair of reports *and kind*, the strictest: a pair counts once for each kind that both code, also where
  the two tell of two happenings of that kind (a town shelled by both sides, a day's dead and a war's);
* by pair of reports: "both" are two outlets of a group that code some kind alike, and the pair is joined
  where one incident of such a kind has claims of both. This is the plainest reading: what is joined is two
  reports, not two reports for each kind;
* by group: one such pair in it is joined. The loosest; a group of nine outlets is done with one pair.

``false`` is told by the first two of these. Kinds that happen without a place (who condemns, demands,
investigates) are left out: a group is a place and a day; the figures with them stand on lines of their own.
``strangers`` tells how many of all pairs of reports that share an incident lie so far apart; some are right,
where a report tells of what happened elsewhere or long ago. What none of these sees is a pair of one group
that is joined wrongly: whoever changes the rules should read the reasons of the new joins.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from warledger.control.reading import distance_km
from warledger.ledger import Ledger
from warledger.ledger.families import families
from warledger.ledger.incidents import Incident, all_incidents
from warledger.model import Coding, Report

REPORTS = Path(__file__).parents[2] / "shared" / "gold" / "reports" / "syria_reports_2011_2018.jsonl"
NEAR_DAYS = 2
FAR_DAYS, FAR_KM = 30, 100.0


@dataclass(slots=True, frozen=True)
class Where:
    """A point, or none where the gazetteer does not know the group's place."""

    lat: float | None
    lon: float | None


@dataclass(slots=True, frozen=True)
class Row:
    """A report with the group that its file puts it in."""

    report: Report
    place: str

    @property
    def group(self) -> tuple[date | None, str]:
        """The file's own date and place."""
        return self.report.date, self.place


@dataclass(slots=True)
class Joined:
    """The figures, with what they are made of."""

    right: int = 0
    asked: int = 0
    wrong: int = 0
    far: int = 0
    strangers: int = 0
    pairs: int = 0
    told: dict[tuple[int, int], bool] = field(default_factory=dict)
    groups: dict[tuple[date | None, str], bool] = field(default_factory=dict)
    apart: dict[tuple[int, int], bool] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)


def read(path: Path) -> list[Row]:
    """The reports of a file; of one text told twice by one outlet only the first."""
    found: dict[tuple[str, str], Row] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        day = date.fromisoformat(raw["date"])
        report = Report(raw["id"], raw["text"], day, raw["publisher"], raw["title"], f"test:{raw['id']}")
        found.setdefault((raw["publisher"], raw["text"]), Row(report, raw["location"]))
    return list(found.values())


def measure(rows: list[Row], codings: Iterable[Coding], points: dict[str, Where]) -> tuple[Joined, Joined]:
    """The figures, and the same with the kinds that happen without a place."""
    by_number: dict[int, Row] = {}
    with Ledger.open(":memory:") as ledger:
        for row, coding in zip(rows, codings, strict=True):
            by_number[ledger.add(coding).report_id] = row
        incidents = [i for i in all_incidents(ledger) if i.members[0].phase == "happened"]
    placed = [i for i in incidents if _placed(i)]
    return _measure(placed, by_number, points), _measure(incidents, by_number, points)


def _measure(incidents: list[Incident], by_number: dict[int, Row], points: dict[str, Where]) -> Joined:
    kinds, together = _told(incidents, by_number)
    found = Joined()
    for a, b in combinations(sorted(by_number), 2):
        one, other = by_number[a], by_number[b]
        near = one.group == other.group and one.report.publisher != other.report.publisher
        far = _far(one, other, points)
        for kind in sorted(kinds[a] & kinds[b]) if near or far else ():
            joined = (a, b, kind) in together
            if near:
                found.asked += 1
                found.right += joined
                found.told[a, b] = found.told.get((a, b), False) or joined
                found.groups[one.group] = found.groups.get(one.group, False) or joined
            else:
                found.far += 1
                found.wrong += joined
                found.apart[a, b] = found.apart.get((a, b), False) or joined
            if near != joined:
                said = "apart" if near else "false"
                found.examples.append(f"{said}: {kind} {_name(one)} {_name(other)}")
    pairs = {(a, b) for a, b, _ in together}
    found.pairs = len(pairs)
    found.strangers = sum(_far(by_number[a], by_number[b], points) for a, b in pairs)
    return found


def _placed(incident: Incident) -> bool:
    known = families().get(incident.family)
    return known is None or not known.placeless


def _told(
    incidents: list[Incident], rows: dict[int, Row]
) -> tuple[dict[int, set[str]], set[tuple[int, int, str]]]:
    """The kinds that each report tells near its group's date; pairs of reports and kinds in one incident."""
    kinds: dict[int, set[str]] = defaultdict(set)
    together: set[tuple[int, int, str]] = set()
    for incident in incidents:
        of: dict[int, set[str]] = defaultdict(set)
        for m in incident.members:
            of[m.report].add(m.kind)
            day = rows[m.report].report.date
            if day and m.first <= day.toordinal() + NEAR_DAYS and m.last >= day.toordinal() - NEAR_DAYS:
                kinds[m.report].add(m.kind)
        for a, b in combinations(sorted(of), 2):
            together |= {(a, b, kind) for kind in of[a] | of[b]}
    return kinds, together


def _far(a: Row, b: Row, points: dict[str, Where]) -> bool:
    one, other = a.report.date, b.report.date
    if one and other and abs((one - other).days) > FAR_DAYS:
        return True
    here, there = points.get(a.place), points.get(b.place)
    if here is None or there is None or here.lat is None or there.lat is None:
        return False
    return distance_km(here, there) > FAR_KM


def _name(row: Row) -> str:
    return f"{row.report.id} ({row.report.publisher}, {row.report.date}, {row.place})"


def points_of(names: Iterable[str], country: str = "SY") -> dict[str, Where]:
    """Where the gazetteer has the groups' places: the largest of the name in the country."""
    from warledger.places import Gazetteer  # noqa: PLC0415 - late: it opens the gazetteer

    gazetteer = Gazetteer.open()
    found: dict[str, Where] = {}
    for name in sorted(set(names)):
        here = gazetteer.find(name, country)
        if here:
            best = max(here, key=lambda p: p.population)
            found[name] = Where(best.lat, best.lon)
    return found


def _lines(found: Joined, every: Joined) -> Iterator[str]:
    yield f"joined, by pair of reports and kind: {_share(found.right, found.asked)}"
    yield f"  with kinds that happen without a place: {_share(every.right, every.asked)}"
    for what, told in (
        ("by pair of reports", found.told),
        ("  with kinds that happen without a place", every.told),
        ("by group", found.groups),
    ):
        yield f"{'' if what[0] == ' ' else 'joined, '}{what}: {_share(sum(told.values()), len(told))}"
    yield f"false, by pair of reports and kind: {_share(found.wrong, found.far, 4)}"
    yield f"false, by pair of reports: {_share(sum(found.apart.values()), len(found.apart), 4)}"
    yield f"strangers {found.strangers} of {found.pairs}: {found.strangers / max(1, found.pairs):.3f}"


def _share(part: int, whole: int, digits: int = 3) -> str:
    return f"{part} of {whole}: {part / max(1, whole):.{digits}f}"


def main(arguments: list[str]) -> None:
    """Print the figures, and with --examples what is behind them."""
    from warledger.coder import Coder  # noqa: PLC0415 - late: it loads the models

    files = [a for a in arguments if not a.startswith("--")]
    rows = read(Path(files[0]) if files else REPORTS)
    codings = list(Coder().code_many(r.report for r in rows))
    found, every = measure(rows, codings, points_of(r.place for r in rows))
    if "--examples" in arguments:
        print("\n".join(found.examples))
        print(Counter(e.split(":")[0] for e in found.examples))
    print("\n".join(_lines(found, every)))


if __name__ == "__main__":
    main(sys.argv[1:])
