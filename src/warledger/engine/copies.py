"""Near-duplicates over a whole data set: one agency text in a thousand papers is coded once.

MinHash with banded locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman and Ullman 2014, chapter 3):
each shard writes the bands of its reports, the bands are shuffled by their hash into partitions, each
partition gives the pairs that share a band, and the pairs are joined into groups. The first report of a
group, by day and id, is its origin.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from warledger.engine.shards import Shard
from warledger.engine.work import Done, Task, _Heard, reports_of

if TYPE_CHECKING:
    from warledger.engine.job import Engine

SHINGLE = 5  # words
PERMUTATIONS = 128
BANDS = 16  # of eight rows: half of the pairs with a likeness of .7 are found, nearly all of those above .85
LIKENESS = 0.8
PARTITIONS = 16
_SEED = 20241208
_WORD = re.compile(r"\w+")


def find_copies(task: Task, shards: Sequence[Shard], engine: Engine) -> Path:
    """Find the copies of a data set.

    Args:
        task: Where to write and how to read.
        shards: The data set.
        engine: Who works it off.

    Returns:
        A file with a copy and its origin a line, by tab; sorted.
    """
    out = Path(task.out) / "_copies"
    found = out / "copies.tsv"
    for _ in engine.map(sign_shard, task, shards):
        pass
    pairs: set[tuple[str, str]] = set()
    parts = [Shard(f"partition {n}") for n in range(PARTITIONS)]
    for _ in engine.map(pair_partition, task, parts):
        pass
    for n in range(PARTITIONS):
        pairs |= {(a, b) for a, b in _lines(out / f"pairs-{n:02}.tsv")}
    draft = found.with_suffix(".part")
    draft.write_text("".join(f"{a}\t{b}\n" for a, b in sorted(_origins(pairs))), encoding="utf-8")
    draft.replace(found)
    return found


def sign_shard(task: Task, shard: Shard) -> Done:
    """Write the bands of a shard's reports: one line a band, in the partition of its hash."""
    from rensa import RMinHash  # noqa: PLC0415 - a compiled library that only copies need

    out = Path(task.out) / "_copies"
    mark = out / "_done" / f"{shard.key}.json"
    done = Done(shard.key, shard.url, shard.start, shard.end)
    if mark.exists():
        return done
    parts: dict[int, list[str]] = defaultdict(list)
    for report in reports_of(shard, task, _Heard()):
        shingles = _shingles(report.text)
        if not shingles:
            continue
        signature = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
        signature.update(shingles)
        digest = signature.digest()
        day = report.date.isoformat() if report.date else "9999-99-99"
        # What the ledger takes for one report that was changed: its versions are no copies of each other.
        same = zlib.crc32((report.url or f"{report.publisher}\0{report.id}").encode())
        name = f"{day} {same:08x} {report.id}"
        packed = struct.pack(f"<{PERMUTATIONS}I", *digest).hex()
        rows = PERMUTATIONS // BANDS
        for band in range(BANDS):
            value = zlib.crc32(struct.pack(f"<{rows}I", *digest[band * rows : (band + 1) * rows]))
            parts[value % PARTITIONS].append(f"{band}.{value:08x}\t{name}\t{packed}\n")
        done.reports += 1
    for n, lines in parts.items():
        path = out / f"bands-{n:02}" / f"{shard.key}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8")
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps(asdict(done)), encoding="utf-8")
    return done


def pair_partition(task: Task, part: Shard) -> Done:
    """Write the pairs of one partition whose signatures agree enough."""
    n = int(part.url.rpartition(" ")[2])
    out = Path(task.out) / "_copies"
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((out / f"bands-{n:02}").glob("*.tsv")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                band, name, packed = line.rstrip("\n").split("\t")
                held[band].append((name, packed))
    pairs = set()
    for members in held.values():
        # Each with the first one of its band: a star is enough to make a group, and a text in a thousand
        # papers costs a thousand comparisons, not half a million.
        ordered = sorted(set(members))
        for name, packed in ordered[1:]:
            if _likeness(ordered[0][1], packed) >= LIKENESS:
                pairs.add((ordered[0][0], name))
    (out / f"pairs-{n:02}.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in sorted(pairs)), encoding="utf-8")
    return Done(part.key, part.url, 0, 0)


def _likeness(a: str, b: str) -> float:
    same = sum(a[i : i + 8] == b[i : i + 8] for i in range(0, len(a), 8))
    return same / PERMUTATIONS


def _shingles(text: str) -> list[str]:
    words = _WORD.findall(text.casefold())
    if len(words) < 4 * SHINGLE:
        return []
    return [" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                a, _, b = line.rstrip("\n").partition("\t")
                yield a, b


def _origins(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Copy and origin by id, from pairs of "day identity id"; versions of one report are all coded."""
    home: dict[str, str] = {}

    def root(name: str) -> str:
        while home.setdefault(name, name) != name:
            home[name] = home[home[name]]
            name = home[name]
        return name

    for a, b in sorted(pairs):
        one, other = sorted((root(a), root(b)))
        home[other] = one
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(home):
        groups[root(name)].append(name)
    for first, members in groups.items():
        told = Counter(name.split(" ", 2)[1] for name in members)
        for name in members:
            _, identity, report = name.split(" ", 2)
            if name != first and told[identity] == 1:
                yield report, first.split(" ", 2)[2]
