"""``warledger code``: reports in, claims out, no ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from warledger.cli.coded import AllowHost, Knowledge, coded, columns_of, given_by
from warledger.cli.dataset import How, code_dataset
from warledger.cli.errors import ExitCode, Problems
from warledger.cli.files import written
from warledger.cli.notes import NotesWriter
from warledger.cli.output import write_csv, write_json
from warledger.model import Claim, Coding, Period, Place, Report, flat_counts
from warledger.reports.readers import count_reports, read_reports


class Format(StrEnum):
    """How coded reports are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


_SUFFIXES = {".jsonl": Format.JSONL, ".ndjson": Format.JSONL, ".json": Format.JSON, ".csv": Format.CSV}


def code(  # noqa: PLR0913, PLR0917 - one argument an option
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Files, folders or addresses: text, HTML, JSONL, CSV, feeds, WARC …; - is stdin.",
        ),
    ],
    date: Annotated[
        str, typer.Option(metavar="DAY", help="Day of publication (YYYY-MM-DD) where a report tells none.")
    ] = "",
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Outlet where a report tells none.")] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write here, whole or not at all; else to stdout."
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to write; else as -o's suffix says, else a table."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="For CSV: where a field of a report stands."),
    ] = None,
    allow_host: AllowHost = None,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="An installed spaCy model in the pinned one's place.")
    ] = "",
    codebook: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Your own codebook, on top of the bundled one.")
    ] = None,
    actors: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Your own actors, on top of the bundled ones.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell beneath each claim of the table why it was coded so.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=0, metavar="N", help="Processes for a data set; 0 for one a core.")
    ] = 0,
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="What runs a data set: local, or ray.")
    ] = "local",
    address: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="A Ray cluster; a local one is started if none.")
    ] = "",
    shard_mb: Annotated[
        float, typer.Option(min=0.001, metavar="MB", help="About how large a shard of a data set is.")
    ] = 4.0,
    keep_copies: Annotated[
        bool, typer.Option("--keep-copies", help="Code near-duplicates of a data set too.")
    ] = False,
    gate: Annotated[
        bool, typer.Option("--gate/--no-gate", help="Pass over a data set's reports without words of war.")
    ] = True,
) -> int:
    """Code reports into claims, without a ledger.

    A claim tells who says that who did what to whom, where and when. Bad files and lines are told on stderr
    and passed over; the exit code is then 1, or 2 if nothing was left.

    Where -o names a folder (no suffix, or one that is there) the files are taken as a data set: they are
    coded by many workers into shards of Parquet, one mark a shard; starting again goes on where it stopped.
    """
    if output and (output.is_dir() or (not output.suffix and form is None)):
        how = How(workers, engine, address, shard_mb, keep_copies, gate)
        known = Knowledge(model, codebook or (), actors or ())
        told = given_by(date, publisher)
        day_ = told.date.isoformat() if told.date else ""
        named = tuple(columns_of(columns or ()).items())
        return code_dataset(files, output, how, known, (day_, publisher), named)
    problems = Problems()
    given = given_by(date, publisher)
    form = form or _SUFFIXES.get(output.suffix.lower() if output else "", Format.TABLE)
    knowledge = Knowledge(model, codebook or (), actors or ())
    reports = read_reports(files, given, problems, columns_of(columns or ()), allow_host or ())
    with coded(reports, knowledge, count_reports(files), bar=output is not None) as codings:
        first = next(codings, None)
        if first is None:
            return ExitCode.FAILED
        with written(output) as out:
            _WRITERS[form](chain([first], codings), out, explain)
    return problems.exit_code


def _write_table(codings: Iterable[Coding], out: IO[str], explain: bool) -> None:
    notes = NotesWriter(out, explain)
    for coding in codings:
        notes.write(coding)


def _write_json(codings: Iterable[Coding], out: IO[str], _: bool) -> None:
    write_json((coding.to_dict() for coding in codings), out)


def _write_jsonl(codings: Iterable[Coding], out: IO[str], _: bool) -> None:
    for coding in codings:
        out.write(json.dumps(coding.to_dict(), ensure_ascii=False) + "\n")
        out.flush()


def _write_csv(codings: Iterable[Coding], out: IO[str], _: bool) -> None:
    columns = tuple(_flat(Report("", ""), Claim("", 0, 0, "", "")))
    write_csv((_flat(coding.report, claim) for coding in codings for claim in coding.claims), columns, out)


_WRITERS: dict[Format, Callable[[Iterable[Coding], IO[str], bool], None]] = {
    Format.TABLE: _write_table,
    Format.JSON: _write_json,
    Format.JSONL: _write_jsonl,
    Format.CSV: _write_csv,
}


def _flat(report: Report, claim: Claim) -> dict[str, Any]:
    """A claim as one row of CSV."""
    return {
        "report": report.id,
        "published": report.date,
        "publisher": report.publisher,
        "claim": claim.id,
        "kind": claim.kind,
        "stance": claim.stance,
        "status": claim.status,
        "source": claim.source.name,
        "source_id": claim.source.id,
        "via": claim.source.via,
        "cue": claim.source.cue,
        "actors": claim.actors,
        "actor_ids": [a.id for a in claim.actors],
        "targets": claim.targets,
        "target_ids": [a.id for a in claim.targets],
        **_flat_place(claim.place or Place("", 0, 0)),
        "origin": claim.origin,
        "exceptions": claim.exceptions,
        **_flat_period(claim.date or Period(None, None)),
        **flat_counts(claim.counts.to_dict()),
        "plover_type": claim.codes.plover_type,
        "plover_mode": claim.codes.plover_mode,
        "cameo": claim.codes.cameo,
        "acled_event_type": claim.codes.acled_event_type,
        "acled_sub_event_type": claim.codes.acled_sub_event_type,
        "confidence": f"{claim.confidence:.3f}",
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
    }


def _flat_place(place: Place) -> dict[str, Any]:
    return {
        "place": place.name,
        "place_resolved": place.resolved,
        "latitude": "" if place.lat is None else f"{place.lat:.5f}",
        "longitude": "" if place.lon is None else f"{place.lon:.5f}",
        "level": place.level,
        "admin1": place.admin1,
        "country": place.country,
        "geonameid": place.geonameid,
    }


def _flat_period(period: Period) -> dict[str, Any]:
    known = period.start or period.end
    return {
        "date_start": period.start,
        "date_end": period.end,
        "date_precision": period.precision if known else "",
    }
