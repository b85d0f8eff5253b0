"""HDX HAPI's form of conflict events: counts by month and place, without single events."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from warledger.outputs.cells import Cells

_TYPES = (
    ("political_violence", frozenset({"Political violence", "Political violence; Demonstrations"})),
    ("demonstration", frozenset({"Demonstrations", "Political violence; Demonstrations"})),
)


@dataclass(slots=True)
class _Tally:
    events: int = 0
    deaths: int = 0


def rows(acled_rows: Iterable[Cells]) -> list[Cells]:
    """Rows of ACLED's form, counted by month, first-order unit and type of event.

    Args:
        acled_rows: Rows of ``acled.rows`` without what was left out.
    """
    tallies: dict[tuple[str, str, str, str], _Tally] = defaultdict(_Tally)
    for row in acled_rows:
        types = [name for name, disorders in _TYPES if row["disorder_type"] in disorders]
        types += ["civilian_targeting"] if row["civilian_targeting"] else []
        for kind in types:
            iso3 = str(row["event_id_cnty"])[:3]
            tally = tallies[iso3, str(row["admin1"] or ""), str(row["event_date"])[:7], kind]
            tally.events += 1
            tally.deaths += int(row["fatalities"] or 0)
    return [_row(key, tally) for key, tally in sorted(tallies.items())]


def _row(key: tuple[str, str, str, str], tally: _Tally) -> Cells:
    iso3, admin1, month, kind = key
    first = date.fromisoformat(f"{month}-01")
    return {
        "location_code": iso3,
        "has_hrp": "",
        "in_gho": "",
        "provider_admin1_name": admin1,
        "provider_admin2_name": "",
        "admin1_code": "",
        "admin1_name": admin1,
        "admin2_code": "",
        "admin2_name": "",
        "admin_level": 1 if admin1 else 0,
        "event_type": kind,
        "events": tally.events,
        # HAPI tells no deaths for demonstrations.
        "fatalities": None if kind == "demonstration" else tally.deaths,
        "reference_period_start": first.isoformat(),
        "reference_period_end": first.replace(
            day=calendar.monthrange(first.year, first.month)[1]
        ).isoformat(),
        "dataset_hdx_id": "",
        "resource_hdx_id": "",
        "warning": "",
        "error": "",
    }
