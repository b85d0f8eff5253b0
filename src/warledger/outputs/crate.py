"""An RO-Crate: the tables of a ledger as a citable folder that tells where they come from (RO-Crate 1.1)."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warledger import __version__
from warledger.ledger import queries
from warledger.ledger.queries import Filter
from warledger.outputs.formats import WHAT, Written, export
from warledger.outputs.selection import Selection, summed_up
from warledger.outputs.write import table_csv

if TYPE_CHECKING:
    from warledger.ledger import Ledger

_FORMS = (("acled", "acled.csv"), ("ucdp", "ucdp.csv"), ("plover", "plover.json"))
_TYPES = {".csv": "text/csv", ".json": "application/json", ".geojson": "application/geo+json"}


def write_crate(ledger: Ledger, path: Path, wanted: Filter, selection: Selection) -> Written:
    """Write the crate into a folder that is new or empty.

    Raises:
        OSError: The folder holds something already, or cannot be written.
    """
    from rocrate.rocrate import ROCrate  # noqa: PLC0415 - only this form needs it

    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(17, "holds something already; name a new folder", str(path))
    crate = ROCrate()
    crate.name = "Claims of a war ledger"
    crate.description = (
        "Claims as reports tell them, the events and disputes worked out from them, and who holds which "
        "place. Nothing in it is a fact; every claim names its source and its words."
    )
    crate.datePublished = datetime.now(UTC).replace(microsecond=0)
    rows = 0
    left = []
    with tempfile.TemporaryDirectory() as folder:
        made: list[tuple[Path, str, int]] = []
        for what in WHAT:
            written = export(ledger, "csv", Path(folder, f"{what}.csv"), wanted, selection, what)
            made.append((written.path, f"{what}, one row each", written.rows))
            left += written.left
        written = export(ledger, "geojson", Path(folder, "events.geojson"), wanted, selection, "events")
        made.append((written.path, "events on the map", written.rows))
        for form, name in _FORMS:
            written = export(ledger, form, Path(folder, name), wanted, selection)
            made.append((written.path, f"events in the form of {form.upper()}", written.rows))
        made.append((*_reports(ledger, Path(folder, "reports.csv"), wanted),))
        for file, what, count in made:
            rows += count
            crate.add_file(str(file), dest_path=file.name, properties=_told(file, what, count))
        crate.add_jsonld(_program())
        crate.root_dataset["conditionsOfAccess"] = summed_up(left) or "nothing was left out"
        crate.write(path)
    return Written(path, rows, left)


def _reports(ledger: Ledger, path: Path, wanted: Filter) -> tuple[Path, str, int]:
    """The reports without their texts, which belong to their publishers."""
    found = queries.reports(ledger, Filter(since=wanted.since, until=wanted.until, known_by=wanted.known_by))
    columns = ["ref", "date", "publisher", "title", "url", "version", "known", "added_at", "claims"]
    table_csv(path, [{name: getattr(r, name) for name in columns} for r in found], columns)
    return path, "the reports, without their texts", len(found)


def _told(file: Path, what: str, rows: int) -> dict[str, Any]:
    content = file.read_bytes()
    return {
        "name": file.name,
        "description": f"{what} ({rows} rows)",
        "encodingFormat": _TYPES.get(file.suffix, "application/octet-stream"),
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _program() -> dict[str, Any]:
    return {
        "@id": "#warledger",
        "@type": "SoftwareApplication",
        "name": "warledger",
        "version": __version__,
        "softwareRequirements": f"spaCy {version('spacy')}",
    }
