"""Finds every time expression of a report and says which days it means."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from warledger.dates.grammar import rules
from warledger.dates.reading import Reading, Setting, spread
from warledger.dates.words import Lexicon, lexicon
from warledger.model import Period, Precision, Span, TimeMention

if TYPE_CHECKING:
    from warledger.language.document import Document
    from warledger.language.tokens import Token

_WORD = re.compile(r"[A-Za-z]+|\d+")
_LONGEST = 120
_LINK = re.compile(
    r"\s*(?:,\s*)?(?P<word>to|until|till|through|and|-|–|—)\s*(?:the\s+)?(?:on\s+)?", re.IGNORECASE
)
_FROM = re.compile(r"\b(?:from|between)\s+(?:the\s+)?$", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?:ever\s+)?since\s+(?:at\s+least\s+|the\s+|early\s+|late\s+|around\s+|about\s+)*$", re.IGNORECASE
)
_UNTIL = re.compile(r"\b(?:by|until|till)\s+(?:the\s+|at\s+least\s+|about\s+)*$", re.IGNORECASE)
_BOUND = re.compile(r"\b(?:before|prior\s+to|ahead\s+of|pre-)\s*(?:the\s+)?$", re.IGNORECASE)
_EARLIEST = re.compile(r"\bas\s+(?:soon|early)\s+as\s+(?:on\s+)?$|\bno\s+later\s+than\s+$", re.IGNORECASE)
_DEADLINE = re.compile(
    r"\b(?:for|until|till|by|to)\s+(?:\d[\d:]*\s*[ap]\.?m\.?\s*(?:[A-Z]{3}\s+)?|early\s+|late\s+)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.!?;:]\s|\n")


class TimeFinder:
    """Finds the time expressions of parsed reports; holds no state between them."""

    def __init__(self, every_type: bool = True) -> None:
        """Choose what to give.

        Args:
            every_type: Whether to give durations and sets that name no days ("for three days", "daily") too.
        """
        self._every_type = every_type

    def find(self, document: Document) -> list[TimeMention]:
        """Every time expression outside teasers and bylines, by its place in the text.

        Args:
            document: A parsed report; its date is the anchor, and without one no days are given.

        Returns:
            Mentions that do not overlap, sorted by start; offsets count characters of the report's text.
        """
        text = document.layout.text
        anchor = document.report.date
        found: list[tuple[Span, Reading]] = []
        setting = Setting(anchor)
        for paragraph in document.paragraphs:
            found.extend(_scan(text, paragraph.start, paragraph.end, setting, document))
        _link(text, found, anchor, document)
        mentions = [_mention(document.text, text, span, reading, anchor) for span, reading in found]
        return [m for m in mentions if self._every_type or m.start_day or m.type in {"DATE", "TIME"}]


def resolve(mention: TimeMention, anchor: date | None, future: bool) -> Period:
    """The period that a mention dates.

    Args:
        mention: A found time expression.
        anchor: The report's date.
        future: Whether the dated event lies ahead (planned): then "on Friday" is the Friday to come. Where it
            does not, the mention's own days hold, which lie behind unless its verb looks forward.

    Returns:
        The mention's own days, turned forward where the words alone would allow it.
    """
    own = Period(mention.start_day, mention.end_day, mention.precision)
    if not future or anchor is None or mention.end_day is None or mention.end_day >= anchor:
        return own
    reading = read(mention.text, anchor, 1)
    if reading is None or not reading.turns:
        return own
    return Period(reading.start, reading.end, reading.precision)


def read(text: str, anchor: date | None, direction: int = -1) -> Reading | None:
    """Read one expression by itself; None where its first words are no time expression."""
    for _, reading in _scan(text, 0, len(text), Setting(anchor, direction=lambda: direction)):
        return reading
    return None


def _scan(
    text: str, start: int, end: int, setting: Setting, document: Document | None = None
) -> list[tuple[Span, Reading]]:
    """Walk over the words; wherever one may begin an expression, try the rules that begin so."""
    index, lex = rules(), lexicon()
    out: list[tuple[Span, Reading]] = []
    free = start
    for word in _WORD.finditer(text, start, end):
        at = word.start()
        if at < free:
            continue
        first = word.group()
        candidates = index.get("0" if first[0].isdigit() else first.lower())
        if not candidates or (at > start and (text[at - 1].isalnum() or text[at - 1] in "_@#")):
            continue
        if at > start + 1 and text[at - 1] in ".,:" and text[at - 2].isdigit() and first[0].isdigit():
            continue
        stop = min(end, at + _LONGEST)
        setting.before = text[max(start, at - 40) : at]
        if document is not None:
            setting.direction = lambda at=at: _direction(document, at, lex)  # type: ignore[misc]
        for rule in candidates:
            match = rule.pattern.match(text, at, stop)
            if not match or match.end() == at or (match.end() < end and text[match.end()].isalnum()):
                continue
            setting.after = text[match.end() : min(end, match.end() + 30)]
            try:
                reading = rule.read(match, setting, lex)
            except (ValueError, OverflowError):
                reading = None
            if reading is None:
                continue
            for one in (reading, *reading.more):
                a, b = one.span or (at, match.end())
                span = _trim(text, a, b)
                out.append((span, one))
                setting.told, setting.told_month = _remember(one, setting.told, setting.told_month)
            free = match.end()
            break
    return out


def _trim(text: str, start: int, end: int) -> Span:
    """Leave out prepositions that a rule began with, the genitive and white space."""
    words = re.match(r"(?:in|during|since|by|until)\s+", text[start:end], re.IGNORECASE)
    start += words.end() if words else 0
    while end > start and (
        text[end - 1].isspace()
        or text[end - 1] in "-,"
        or (text[end - 1] == ")" and "(" not in text[start:end])
    ):
        end -= 1
    if text[max(start, end - 2) : end] == "'s" and end - start > 4 and not text[start:end].endswith("0's"):
        end -= 2
    return Span(start, end)


def _remember(reading: Reading, told: date | None, month: date | None) -> tuple[date | None, date | None]:
    if reading.type in {"DATE", "TIME"} and reading.start and not reading.clock:
        if reading.start == reading.end and reading.precision is Precision.DAY:
            if reading.value != "PRESENT_REF":
                return reading.start, reading.start
        elif reading.precision in {Precision.MONTH, Precision.YEAR}:
            return told, reading.start
    return told, month


def _link(text: str, found: list[tuple[Span, Reading]], anchor: date | None, document: Document) -> None:
    """Join ranges ("from Monday to Wednesday") and give clock times the day told beside them."""
    for i, (span, reading) in enumerate(found):
        if reading.clock:
            _set_clock(text, found, i)
        if not i:
            continue
        before, earlier = found[i - 1]
        between = text[before.end : span.start]
        if earlier.value.endswith("TNI") and earlier.start != earlier.end:
            _overnight(between, earlier, reading)
        link = _LINK.fullmatch(between)
        if not link or not (earlier.start and reading.end) or earlier.clock or earlier.start > reading.end:
            continue
        opened = _FROM.search(text[max(0, before.start - 14) : before.start])
        dashed = link["word"] in "-–—" or link["word"].lower() in {"to", "until", "till", "through"}
        if opened or (dashed and earlier.type == reading.type):
            earlier.end, reading.start = reading.end, earlier.start
            earlier.precision = reading.precision = spread(earlier.start, reading.end)


def _overnight(between: str, night: Reading, day: Reading) -> None:
    """In "overnight into Sunday" and "overnight on Friday" the day beside it says which night."""
    way = re.fullmatch(r"\s+(?:(into|to)|on|from)?\s*", between)
    if way and day.start and day.start == day.end:
        night.start = day.start - timedelta(days=1) if way[1] else day.start
        night.end = night.start + timedelta(days=1)
        night.value = f"{night.start.isoformat()}TNI"


def _set_clock(text: str, found: list[tuple[Span, Reading]], i: int) -> None:
    span, reading = found[i]
    for j in (i + 1, i + 2, i - 1):
        if not 0 <= j < len(found):
            continue
        other, day = found[j]
        gap = text[span.end : other.start] if j > i else text[other.end : span.start]
        if day.start and day.start == day.end and not day.clock and len(gap) < 60 and not _CLAUSE.search(gap):
            reading.value = f"{day.start.isoformat()}T{reading.value.split('T', 1)[1]}"
            reading.start = reading.end = day.start
            return


def _mention(given: str, text: str, span: Span, reading: Reading, anchor: date | None) -> TimeMention:
    before = text[max(0, span.start - 160) : span.start]
    start, end, precision, dates_event = reading.start, reading.end, reading.precision, True
    if start and end and _SINCE.search(before):
        dates_event = not _compares(before)
        if anchor and start <= anchor:
            end = max(end, anchor)
            precision = max(precision, spread(start, end), key=list(Precision).index)
    elif _BOUND.search(before):
        dates_event = False
    elif anchor and start and start > anchor and _UNTIL.search(before):
        start = anchor
        precision = max(precision, spread(start, end), key=list(Precision).index)
    return TimeMention(
        span.start,
        span.end,
        given[span.start : span.end],
        reading.type,
        reading.value,
        start,
        end,
        precision,
        dates_event,
    )


def _compares(before: str) -> bool:
    """Whether "since" closes a comparison: "the first attack since …", "the heaviest fighting since …"."""
    clause = re.split(r"[.!?;]\s", before)[-1].lower()
    words = re.findall(r"[a-z]+", clause)[-14:]
    comparing = lexicon().comparing
    return any(
        w in comparing or (w.endswith("est") and len(w) > 5 and w not in {"northwest", "southwest"})
        for w in words
    )


def _direction(document: Document, offset: int, lex: Lexicon) -> int:
    """Whether the verb over an expression looks forward (+1), back (−1) or neither (0)."""
    sentence = document.sentence_at(offset)
    if sentence is None:
        return 0
    before = document.layout.text[max(sentence.start, offset - 30) : offset]
    if _EARLIEST.search(before):
        return 1
    dated = bool(_DEADLINE.search(before))
    token = next((t for t in sentence.words if t.idx + sentence.offset + len(t.text) > offset), None)
    for _ in range(12):
        if token is None or (
            token.dep_ in {"poss", "compound", "nmod"} and token.head.lower_ not in lex.parts
        ):
            return 0
        way = _leaning(token, lex, dated)
        if way is not None:
            return way
        token = token.head if token.head is not token else None
    return 0


def _leaning(token: Token, lex: Lexicon, dated: bool) -> int | None:
    """What one word on the way up says about the direction; None to go on upwards."""
    tag, lemma = token.tag_, token.lemma_.lower()
    if tag[:1] not in {"V", "M"} and token.pos_ not in {"VERB", "AUX"}:
        return 1 if lemma in {"upcoming", "deadline", "ready", "due"} else None
    helpers = {c.lower_ for c in token.children if c.dep_ in {"aux", "auxpass"}}
    if helpers & lex.forward and "have" not in helpers:
        return 1
    if "had" not in helpers and (lemma in lex.planning or (dated and lemma in lex.deadlines)):
        return 1
    if tag == "VB" and "to" in helpers:
        head = token.head
        return 1 if head.lower_ == "going" or {head.lemma_.lower(), head.lower_} & lex.forward else 0
    if lemma in lex.forward and tag in {"VBN", "VBZ", "VBP", "VBG"}:
        return 0 if helpers & {"had", "has", "have"} else 1
    if tag == "VBN" and not helpers:
        return -1
    if tag == "VBD" or (tag == "VBN" and helpers & {"was", "were", "been", "has", "have", "had", "'ve"}):
        return -1
    return 0 if tag in {"VBZ", "VBP", "MD"} else None
