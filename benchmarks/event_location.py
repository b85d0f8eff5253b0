"""Does the claim that covers a marked verb have the marked place? Over sentences, coded one by one.

    python benchmarks/event_location.py [GOLD.jsonl] [--every N] [--worst N]

GOLD has ``{"text", "verb": [[start, end]], "locations": [[start, end], …]}`` a line: a verb and the words for
the place where it happened (none where the sentence tells none). The claim asked is the one with the shortest
evidence over the verb; claims of the same evidence (one a place) are asked together. It is right when its
place shares characters with a marked one, or when neither has any. Sentences in which no claim covers the
verb are counted apart (finding events is measured elsewhere), and so are those whose marks are damaged: an
empty span, or one that begins or ends inside a word.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from warledger.model import Claim, Report, Span

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "places" / "event_location.jsonl"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its verb, and where that happened."""

    text: str
    verb: Span
    places: tuple[Span, ...]


def read(path: Path, every: int = 1) -> Iterator[Sentence]:
    """The sentences of a file, or every Nth of them."""
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, every):
            row = json.loads(line)
            verb = Span(row["verb"][0][0], row["verb"][-1][1])
            yield Sentence(row["text"], verb, tuple(Span(s, e) for s, e in row["locations"]))


def over(claims: Iterable[Claim], verb: Span) -> list[Claim]:
    """The claims with the shortest evidence that covers a verb."""
    covering = [c for c in claims if c.start <= verb.start and verb.end <= c.end]
    shortest = min((c.end - c.start for c in covering), default=0)
    return [c for c in covering if c.end - c.start == shortest]


def verdict(sentence: Sentence, claims: Sequence[Claim]) -> str:
    """How the claims over the verb place it: right, wrong, missing, extra; or no claim, damaged marks."""
    if any(not _is_whole(sentence.text, span) for span in sentence.places):
        return "damaged"
    asked = over(claims, sentence.verb)
    if not asked:
        return "no claim"
    given = [Span(c.place.start, c.place.end) for c in asked if c.place is not None]
    if not sentence.places:
        return "extra" if given else "right"
    if not given:
        return "missing"
    return "right" if any(g.overlaps(s) for g in given for s in sentence.places) else "wrong"


def _is_whole(text: str, span: Span) -> bool:
    """Whether a span holds a word and cuts none."""
    inside = text[span.start : span.end]
    cut = text[span.start - 1 : span.start + 1] if span.start else ""
    ends = text[span.end - 1 : span.end + 1]
    return bool(inside.strip()) and not _within_word(cut) and not _within_word(ends)


def _within_word(pair: str) -> bool:
    return len(pair) == 2 and pair.isalpha()


def figures(told: Counter[str], marked: Counter[str]) -> dict[str, Any]:
    """The counts, and the shares of right ones: of all that have a claim, of those with a marked place."""
    asked = _asked(told)
    return {
        "sentences": told.total(),
        "with_claim": asked,
        "without_claim": told["no claim"],
        "damaged_marks": told["damaged"],
        "place_right": round(told["right"] / asked, 3) if asked else 0.0,
        "place_right_where_marked": round(marked["right"] / (_asked(marked) or 1), 3),
        "wrong_place": told["wrong"],
        "place_missing": told["missing"],
        "place_where_none_is_marked": told["extra"],
    }


def _asked(told: Counter[str]) -> int:
    return told.total() - told["no claim"] - told["damaged"]


def measure(path: Path, every: int = 1, worst: int = 0) -> dict[str, Any]:
    """Code the sentences of a file and give the figures; ``worst`` misses go to stderr."""
    from warledger.coder import Coder  # noqa: PLC0415 - seconds, not for --help

    sentences = list(read(path, every))
    told: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    codings = Coder().code_many(Report(str(i), s.text) for i, s in enumerate(sentences))
    for sentence, coding in zip(sentences, codings, strict=True):
        word = verdict(sentence, coding.claims)
        told[word] += 1
        marked[word] += bool(sentence.places)
        if worst > 0 and word in {"wrong", "missing", "extra"}:
            worst -= 1
            verb = sentence.text[sentence.verb.start : sentence.verb.end]
            want = [sentence.text[p.start : p.end] for p in sentence.places]
            got = [c.place.name if c.place else None for c in over(coding.claims, sentence.verb)]
            sys.stderr.write(f"{word} | {verb} | want {want} | got {got} | {sentence.text.strip()}\n")
    return figures(told, marked)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("gold", type=Path, nargs="?", default=GOLD)
    options.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth sentence")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list N misses on stderr")
    chosen = options.parse_args()
    print(json.dumps(measure(chosen.gold, chosen.every, chosen.worst)))


if __name__ == "__main__":
    main()
