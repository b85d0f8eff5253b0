"""The bytes of every fetch in WARC files (ISO 28500), which any web archive's tools read."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from warledger.reports.fetch.client import Fetched

# The client has put the pieces of a chunked answer together, so that these no longer fit the body.
_UNDONE = ("transfer-encoding", "content-length")


class Archive:
    """Writes to one file a day and run: a run that was cut off spoils no other run's file."""

    def __init__(self, folder: Path, started: datetime) -> None:
        """Make the folder.

        Raises:
            OSError: It cannot be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._run = started.strftime("%H%M%S")

    def keep(self, fetched: Fetched) -> tuple[str, int]:
        """Write one fetch whole; gives the file's name and where in it the record begins.

        Raises:
            OSError: It cannot be written.
        """
        path = self._folder / f"{fetched.moment:%Y-%m-%d}-{self._run}.warc.gz"
        record = _record(fetched)
        with path.open("ab") as out:
            place = out.tell()
            out.write(record)
        return path.name, place


def _record(fetched: Fetched) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415 - only an archive needs it
    from warcio.warcwriter import BufferWARCWriter  # noqa: PLC0415

    told = [(k, v) for k, v in fetched.headers if k.lower() not in _UNDONE]
    told.append(("Content-Length", str(len(fetched.raw))))
    status = StatusAndHeaders(f"{fetched.status} {fetched.reason}".strip(), told, protocol="HTTP/1.1")
    writer = BufferWARCWriter(gzip=True)
    more = {
        "WARC-Date": fetched.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **({"WARC-IP-Address": fetched.address} if fetched.address else {}),
        **({"WARC-Warledger-Asked": fetched.url} if fetched.url != fetched.final_url else {}),
        "WARC-Warledger-SHA256": fetched.sha256,
    }
    writer.write_record(
        writer.create_warc_record(
            fetched.final_url,
            "response",
            payload=io.BytesIO(fetched.raw),
            http_headers=status,
            warc_headers_dict=more,
        )
    )
    return bytes(writer.get_contents())
