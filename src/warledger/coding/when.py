"""When an event happened: the time expression that belongs to it, or what a fresh report implies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from warledger.coding.apart import days_apart
from warledger.coding.codebook import word_classes
from warledger.coding.syntax import governing_verb, is_verb
from warledger.dates import resolve
from warledger.model import Period, Precision, Status, TimeMention

if TYPE_CHECKING:
    from warledger.coding.events import Event
    from warledger.coding.reading import Reading
    from warledger.language.tokens import Token

FRESH_DAYS = 2
BACKGROUND_DAYS = 30
LONG_AGO_DAYS = 180
_FAR = 40
_FOREIGN = -3.0
_HEADING_WORDS = 9
_SETTING = frozenset({"during", "in", "since", "after", "before", "until", "by", "amid", "from", "following"})
_ASIDE = frozenset({"since", "because", "although", "though", "whereas"})


class TimeOfEvent:
    """Finds the days of the events of one report."""

    def __init__(self, reading: Reading) -> None:
        """Take what is known of the report."""
        self._reading = reading
        self._published = reading.document.report.date

    def find(self, event: Event, status: Status) -> Period | None:
        """The event's days.

        Args:
            event: A matched frame.
            status: Its status; planned events look forward.

        Returns:
            The period, or None where the report is undated and tells no day.
        """
        apart = self._apart(event, status)
        if apart is not None:
            return apart
        best: tuple[float, TimeMention] | None = None
        span = event.sentence.span
        for mention in self._reading.times:
            if not (span.start <= mention.start < span.end) or not mention.event_date:
                continue
            if mention.start_day is None and mention.end_day is None:
                continue
            value = self._nearness(event, mention)
            if value < _FOREIGN:
                continue
            if best is None or value > best[0]:
                best = (value, mention)
        if best is not None:
            period = resolve(best[1], self._published, status is Status.PLANNED)
            if period is not None and (period.start or period.end):
                return period
        heading = self._headed(event)
        if heading is not None:
            return resolve(heading, self._published, status is Status.PLANNED)
        return self._implied(status)

    def _apart(self, event: Event, status: Status) -> Period | None:
        """The day of "a day after …": counted from the day of the clause that it dates."""
        found = days_apart(event)
        if found is None or status is Status.PLANNED:
            return None
        shift, joint = found
        behind = event.sentence.at(joint).start
        here = [
            m
            for m in self._reading.times
            if event.sentence.start <= m.start < event.sentence.end and m.event_date and m.start_day
        ]
        later = [_at(event, m) for m in here if m.start > behind]
        if any(t is not None and governing_verb(t) == event.verb for t in later):
            return None
        before = [m for m in here if m.start < behind]
        anchor = next((m.start_day for m in reversed(before) if m.start_day == m.end_day), None)
        anchor = anchor or (self._published if not before else None)
        if anchor is None:
            return None
        return Period(anchor + shift, anchor + shift, Precision.DAY)

    def _implied(self, status: Status) -> Period | None:
        """What the day of publication says of an event told without a date."""
        day = self._published
        if day is None or status in {Status.PLANNED, Status.HYPOTHETICAL, Status.BACKGROUND}:
            return None
        if status is Status.ONGOING:
            return Period(day, day, Precision.DAY)
        return Period(day - timedelta(days=FRESH_DAYS), day, Precision.WEEK)

    def _nearness(self, event: Event, mention: TimeMention) -> float:
        token = _at(event, mention)
        if token is None:
            return -1.0
        distance = abs(token.i - event.trigger.i)
        value = -0.05 * min(distance, _FAR)
        if _under(token, event.trigger):
            value += 4.0
        if _of_another(token, event, self._is_long_ago(mention)):
            return 2 * _FOREIGN
        verb = governing_verb(token)
        if _in_later_clause(verb, event):
            return 2 * _FOREIGN
        if verb in {event.verb, event.trigger}:
            value += 4.0
        elif _under(event.trigger, verb):
            value += 2.0
        elif event.kind == "hold" and verb.dep_ == "conj" and self._is_long_ago(mention):
            return 2 * _FOREIGN  # "stayed in government hands and saw a massacre in 1982"
        elif _under(verb, event.verb) and verb.dep_ in {"advcl", "relcl", "acl", "ccomp"}:
            value += _FOREIGN
        return value

    def _is_long_ago(self, mention: TimeMention) -> bool:
        day = mention.end_day or mention.start_day
        return bool(day and self._published and day < self._published - timedelta(days=LONG_AGO_DAYS))

    def _headed(self, event: Event) -> TimeMention | None:
        """The date of the heading over the event's paragraph ("30 November – the city falls")."""
        paragraphs = self._reading.document.paragraphs
        text = self._reading.document.layout.text
        for paragraph in reversed(paragraphs[: event.sentence.paragraph]):
            words = text[paragraph.start : paragraph.end]
            if len(words.split()) > _HEADING_WORDS or words.rstrip().endswith((".", "!", "?", '"')):
                continue
            for mention in self._reading.times:
                if paragraph.start <= mention.start <= paragraph.start + 2 and mention.start_day:
                    return mention
        return None


def _at(event: Event, mention: TimeMention) -> Token | None:
    """The word of an event's sentence with which a time expression begins."""
    start = mention.start - event.sentence.offset
    return next((t for t in event.sentence.words if t.idx + len(t.text) > start), None)


def _of_another(token: Token, event: Event, long_ago: bool) -> bool:
    """Whether a date belongs to another happening that only tells which thing or since when.

    As in "a militia linked to the *1994* genocide", "a base that they built in *2016*", "the worst fighting
    since they came back in *2021*".
    """
    for _ in range(_FAR):
        over = token.head
        if over == token or token in {event.trigger, event.verb}:
            return False
        if (
            token.dep_ in {"nummod", "amod", "compound", "nmod"}
            and over.pos_ == "NOUN"
            and over.ent_type_ == ""
        ):
            setting = over.dep_ == "pobj" and over.head.lower_ in _SETTING
            if over != event.trigger and not setting and over.dep_ in {"pobj", "appos"}:
                return True
        if is_verb(token):
            if _under(event.trigger, token):
                return False
            marks = {c.lower_ for c in token.children if c.dep_ == "mark"}
            if token.dep_ == "advcl" and marks & _ASIDE:
                return True
            own = token.dep_ == "relcl" and over.lemma_.lower() not in word_classes()["happenings"]
            if over != event.trigger and ((token.dep_ in {"relcl", "acl"} and long_ago) or own):
                return True
        token = over
    return False


def _in_later_clause(verb: Token, event: Event) -> bool:
    """Whether a date stands in a clause of its own after ";": it says nothing of what was told before it."""
    if verb.i < event.trigger.i or _under(event.trigger, verb):
        return False
    return any(t.text == ";" for t in event.trigger.doc[event.trigger.i : verb.i])


def is_background(period: Period | None, published: date | None) -> bool:
    """Whether a period ended more than thirty days before publication (warclaims/GUIDE.md)."""
    if period is None or published is None or period.end is None:
        return False
    return period.end < published - timedelta(days=BACKGROUND_DAYS)


def _under(token: Token, over: Token) -> bool:
    for _ in range(_FAR):
        if token == over:
            return True
        if token.head == token:
            return False
        token = token.head
    return False
