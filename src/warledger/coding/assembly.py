"""From matched frames to claims: one kind, one side, one place, one source each; nothing told twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from warledger.coding.codebook import Codebook, Kind
from warledger.coding.coded import Deed, codes_of
from warledger.coding.events import Event, EventFinder, Reviewer
from warledger.coding.merging import numbered, once
from warledger.coding.parties import sides_of
from warledger.coding.renamed import renamings, without_renaming
from warledger.coding.retold import denials_of_reports, retold
from warledger.coding.scene import (
    HARMED_BY,
    are_fighters,
    beside_town,
    has_count,
    is_dated_by,
    is_flown,
    is_harmless,
    is_motive,
    of_unnamed,
    somewhere,
)
from warledger.coding.status import Judgement, judge
from warledger.coding.syntax import (
    clause,
    governing_verb,
    is_charged,
    is_owned,
)
from warledger.coding.told import INHERITING, REACH, SPOKEN, Told, opposite
from warledger.coding.understood import Telling, begins, understood
from warledger.coding.when import TimeOfEvent, is_background
from warledger.coding.where import PlaceOfEvent, Where, told_by
from warledger.model import (
    Actor,
    Claim,
    Counts,
    Level,
    Place,
    Source,
    Span,
    Stance,
    Status,
)

if TYPE_CHECKING:
    from warledger.coding.attribution import Saying
    from warledger.coding.counts import CountMention
    from warledger.coding.reading import Reading
    from warledger.language.tokens import Token

PUBLISHER = "publisher"
_COLOURLESS = frozenset({"troops", "forces", "soldiers", "factions", "fighters", "units", "groups", "men"})
_PARTS_OF_FORCES = frozenset(
    {"patrol", "convoy", "unit", "garrison", "column", "spokesman", "residents", "civilians"}
)
_WIDE = frozenset({Level.COUNTRY, Level.REGION})
_SMALL = frozenset({Level.TOWN, Level.POINT, None})
_SENT = frozenset({"deploy", "aid", "arm"})  # where something will be sent nothing is told to have happened
_CAMPAIGNS = frozenset(
    "offensive counteroffensive counter-offensive counterattack counter-attack campaign invasion war".split()
)
_AUXILIARY = frozenset({"threaten", "reject", "intend"})

# What only tells where a road leads is not where the next thing happened.
_ROUTE = re.compile(
    r"\b(?:roads?|highway|motorway|route|way|track)\s+(?:to|towards?|from)\s+(?:the\s+)?\Z", re.I
)
_ROUTE_CHARS = 30


class ClaimBuilder:
    """Builds the claims of a report from everything read of it."""

    def __init__(self, codebook: Codebook, judge: Reviewer | None = None) -> None:
        """Take a loaded codebook, and the learned judge that reviews what its frames found."""
        self._book = codebook
        self._finder = EventFinder(codebook)
        self._judge = judge

    def build(self, reading: Reading) -> list[Claim]:
        """The report's claims in order of their evidence.

        Args:
            reading: The parsed report with its layers.
        """
        told: list[Told] = []
        found = [(s, self._finder.find(reading, s)) for s in reading.document.sentences]
        if self._judge is not None:
            found = self._judge.review(found)
        placing = PlaceOfEvent(reading)
        for _, events in found:
            for event in _without_vows(_without_rebuttals(reading, events), self._book.kinds):
                item = self._tell(reading, event, told, placing)
                if item is not None and not retold(item, told):
                    told.append(item)
        denials = list(denials_of_reports(reading, told))
        told = [t for t in told if not any(_only_denies(t, d) for d in denials)] + denials
        renamed = list(renamings(reading, told))
        if renamed:
            told = [*without_renaming(told, renamed), *renamed]
        _name_at_fullest(told)
        self._give_counts(reading, told)
        claims = [claim for item in told for claim in self._claims(reading, item)]
        return numbered(once(claims))

    def _tell(self, reading: Reading, event: Event, before: list[Told], placing: PlaceOfEvent) -> Told | None:
        kind = self._book.kinds[event.kind]
        trigger = _told_at(reading, event)
        if any(s.neutral and s.holds(trigger) for s in reading.sayings):
            return None
        chain = [
            s
            for s in reading.sayings_at(trigger)
            if not _beside(event, s) and not (kind.speech and _is_cue(event, s))
        ]
        judgement = event.judgement or judge(event, event.frame.status or kind.status)
        if judgement.drop:
            return None
        source, denied = _voice(chain)
        if judgement.stance is Stance.DENIES and not denied and is_harmless(event):
            return None
        speaker = Actor(source.name, source.id) if source.name != PUBLISHER else None
        sides = sides_of(reading, event, kind, speaker)
        if source.name == PUBLISHER and sides.actors and is_owned(event.trigger, event.words):
            source = Source(sides.actors[0].name, sides.actors[0].id, cue="claimed responsibility")
        where = placing.find(event)
        unsaid = not where.places and not where.vague and kind.family != "politics"
        if unsaid and judgement.status not in {Status.PLANNED, Status.HYPOTHETICAL}:
            inherited = _inherited(event, before, reading.document.text)
            if kind.family == "territory" and of_unnamed(event):
                inherited = [p for p in inherited if p.level not in _SMALL]
            where.places = [told_by(p, "carried over from what was told before") for p in inherited]
            where.inherited = bool(where.places)
        period = TimeOfEvent(reading).find(event, judgement.status)
        status = judgement.status
        told = status in {Status.HAPPENED, Status.ONGOING} and not judgement.present
        if told and is_background(period, reading.document.report.date):
            status = Status.BACKGROUND
        if kind.name == "threaten" and status is Status.PLANNED:
            status = Status.HAPPENED  # "We will hit back" is a threat made
        stance = judgement.stance
        if "lacking" in event.frame.flags:
            stance = Stance.ASSERTS
        if denied:
            stance = opposite(stance)
            status = Status.HAPPENED if status is Status.HYPOTHETICAL else status
        if status is Status.HAPPENED and is_dated_by(event, reading.document.report.date):
            status = Status.BACKGROUND
        kind_name = (
            "airstrike" if is_flown(reading, event, sides, where.places) else _under_way(event, status)
        )
        understood(Telling(reading, event, kind, speaker), sides, where, before)
        named = {p.name for p in where.places if p.lat is None}
        sides.targets = tuple(t for t in sides.targets if t.id or t.name not in named)
        if not (sides or _tells(reading, event, kind, where) or (period is not None and begins(event))):
            return None
        return Told(
            kind=kind_name,
            event=event,
            source=source,
            deniers=[s.source for s in chain if s.denies and s.source.name and s.source.name != source.name],
            judgement=Judgement(stance, status, reason=judgement.reason),
            where=where,
            period=period,
            actors=sides.actors,
            targets=sides.targets,
            span=_evidence(event, where),
        )

    def _give_counts(self, reading: Reading, told: list[Told]) -> None:
        """Give each count to the event of its sentence that most likely caused it."""
        for mention in reading.counts:
            causes = HARMED_BY.get(mention.harm, ())
            here = [
                t
                for t in told
                if any(
                    e.sentence.span.contains(Span(mention.span.start, mention.span.start + 1))
                    for e in (t.event, *t.retellings)
                )
                and t.kind in causes
            ]
            here = [t for t in here if _may_count(reading, t, mention)]
            if not here or mention.joint or is_motive(reading, mention):
                continue
            at = mention.trigger.start

            def rank(item: Told, at: int = at, causes: tuple[str, ...] = causes) -> tuple[int, int]:
                toll = 0 if item.event.kind == "toll" else 1
                gaps = [abs(e.sentence.at(e.trigger).start - at) for e in (item.event, *item.retellings)]
                return (toll, min(gaps) + 10 * causes.index(item.kind))

            cause = min(here, key=rank)
            if getattr(cause.counts, mention.harm) is None:
                cause.counts = replace(cause.counts, **{mention.harm: mention.count})
                if mention.harm == "detained" and cause.kind != "arrest" and are_fighters(reading, mention):
                    cause.counts = replace(cause.counts, captured=mention.count)
            numbered = mention.count.best is not None or mention.count.low is not None
            if not cause.targets and mention.people is not None and numbered:
                cause.targets = (Actor(reading.document.text[mention.people.start : mention.people.end]),)

    def _told_as(self, item: Told, kind: Kind) -> str:
        """The guide's kind for what only PLOVER has a kind of its own."""
        own = item.event.frame.told_as if item.event.kind == kind.name else ""
        name = own or kind.told_as
        return name if name in self._book.kinds else kind.name

    def _claims(self, reading: Reading, item: Told) -> Iterable[Claim]:
        kind = self._book.kinds[item.kind]
        text = reading.document.text
        places: list[Place | None] = [beside_town(p, kind) for p in item.where.places] or [None]
        planned = item.judgement.status is Status.PLANNED and not item.event.codes
        deed = Deed(kind, item.event, item.actors, item.targets, None, planned)
        for index, place in enumerate(places):
            claim = Claim(
                id="",
                start=item.span.start,
                end=item.span.end,
                quote=text[item.span.start : item.span.end],
                kind=self._told_as(item, kind),
                source=item.source,
                stance=item.judgement.stance,
                status=item.judgement.status,
                actors=item.actors,
                targets=item.targets,
                place=place,
                origin=item.where.origin,
                date=item.period,
                counts=item.counts if index == 0 else Counts(),
                codes=codes_of(reading, replace(deed, place=place)),
                exceptions=tuple(item.where.exceptions),
                confidence=_confidence(item, place),
                reason=", ".join(r for r in (item.judgement.reason, item.event.note) if r),
            )
            yield claim
            for denier in item.deniers:
                yield replace(claim, source=denier, stance=opposite(claim.stance))


def _may_count(reading: Reading, item: Told, mention: CountMention) -> bool:
    """Whether a toll that names its own number ("put its *losses* at six") takes no other of the sentence."""
    if item.kind != "toll":
        return True
    own = [item.event.sentence.at(w) for w in item.event.words[1:]]
    counted = [c for c in reading.counts if any(c.trigger.overlaps(s) for s in own)]
    return not counted or mention in counted


def _only_denies(item: Told, denial: Told) -> bool:
    """Whether a rejection or an accusation is but the words of a denial ("*denied* any involvement")."""
    trigger = item.event.sentence.at(item.event.trigger)
    return item.kind in {"reject", "condemn"} and denial.span.contains(trigger)


def _tells(reading: Reading, event: Event, kind: Kind, where: Where) -> bool:
    """Whether an event without parties tells enough: a place, a cause, people harmed, what is gone."""
    if where.places and not (where.inherited and not event.frame.verbal):
        return True
    if kind.family == "politics" and event.targets:
        return True
    if kind.family == "people" or kind.name == "agreement" or (kind.name == "destruction" and event.targets):
        return True
    return has_count(reading, event) or somewhere(reading, event)


def _told_at(reading: Reading, event: Event) -> Span:
    """Where an event is told: its trigger, or what one says that is a cue itself ("claimed control")."""
    trigger = event.sentence.at(event.trigger)
    if not reading.is_cue(trigger):
        return trigger
    spans = (event.sentence.at(w) for w in event.words)
    return next((s for s in spans if not reading.is_cue(s)), trigger)


def _without_rebuttals(reading: Reading, events: list[Event]) -> list[Event]:
    """Who rejects a claim denies what it tells, where that is told: no more is rejected."""

    def rebuts(event: Event) -> bool:
        at = event.sentence.at(event.trigger)
        denials = [s for s in reading.sayings if s.denies and s.cued_at(at)]
        others = [e.sentence.at(e.trigger) for e in events if e is not event]
        return any(s.holds(span) for s in denials for span in others)

    return [e for e in events if e.kind != "reject" or not rebuts(e)]


def _without_vows(events: list[Event], kinds: Mapping[str, Kind]) -> list[Event]:
    """A vow to do a certain thing is that thing, planned; a refusal to do it is its denial.

    PLOVER and CAMEO, which code the speech, keep the vow's codes; an intention has those of the planned deed.
    """
    done = {e.trigger: e for e in events if e.kind not in _AUXILIARY}
    kept: list[Event] = []
    yielded: list[Event] = []
    for event in events:
        inner = []
        if event.kind in _AUXILIARY:
            words = event.words if event.kind == "intend" else [event.trigger]
            under = [c for w in words for c in w.children if c.dep_ == "xcomp"]
            inner = [done[t] for c in under for t in (c, *c.children) if t in done]
            if event.kind == "reject" and any(kinds[d.kind].told_as for d in inner):
                yielded += inner  # "refused to drop its demand" is no more than the refusal
                inner = []
        for deed in inner:
            vow = kinds[event.kind]
            if event.kind == "intend" and kinds[deed.kind].planned and deed.trigger.head == event.trigger:
                continue
            deed.codes = {"plover": vow.plover, "mode": vow.mode, "cameo": vow.cameo}
        if not inner:
            kept.append(event)
    return [e for e in kept if e not in yielded]


def _voice(chain: list[Saying]) -> tuple[Source, bool]:
    """Who claims it: the innermost source that has a name; and whether the words on the way there deny it."""
    denied = False
    for saying in chain:
        denied ^= saying.denies
        if saying.source.name:
            return saying.source, denied
    return Source(cue=chain[0].source.cue) if chain else Source(), denied


def _under_way(event: Event, status: Status) -> str:
    """An offensive that goes on is fighting; one that was launched is an attack."""
    if event.kind == "attack" and not event.frame.verbal and status is Status.ONGOING:
        return "clash"
    return event.kind


def _beside(event: Event, saying: Saying) -> bool:
    """Whether a meeting is only the occasion of what was said ("voiced concern in a call with …")."""
    if event.kind != "talks" or event.frame.verbal:
        return False
    return saying.cued_at(event.sentence.at(governing_verb(event.trigger)))


def _is_cue(event: Event, saying: Saying) -> bool:
    """Whether an act of speech is the very saying: who dismisses a claim does not deny dismissing it."""
    return saying.cued_at(event.sentence.at(event.trigger))


def _name_at_fullest(told: list[Told]) -> None:
    """Give "the troops", "the factions" the fuller name that the report has for the same party."""
    fuller: dict[str, Actor] = {}
    for item in told:
        for actor in (*item.actors, *item.targets):
            known = fuller.get(actor.id, actor)
            if actor.name.rsplit(" ", 1)[-1].lower() in _PARTS_OF_FORCES:
                continue
            if actor.id and "'" not in actor.name and len(actor.name.split()) >= len(known.name.split()):
                fuller.setdefault(actor.id, actor)
                if len(actor.name.split()) > len(known.name.split()):
                    fuller[actor.id] = actor

    def named(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(fuller.get(a.id, a) if a.name.lower() in _COLOURLESS else a for a in actors)

    for item in told:
        item.actors, item.targets = named(item.actors), named(item.targets)


def _inherited(event: Event, before: list[Told], text: str) -> list[Place]:
    """The place understood from what was told just before; campaigns and accusations have none of these."""
    if not event.frame.verbal and event.trigger.lemma_.lower() in _CAMPAIGNS:
        return []
    if is_charged(event.trigger):
        return []
    reach = REACH if event.frame.verbal or event.carrier is not None else 1
    for item in reversed(before):
        gap = event.sentence.index - item.event.sentence.index
        apart = event.sentence.paragraph != item.event.sentence.paragraph
        if gap > reach or (apart and event.kind not in INHERITING):
            break
        place = item.where.places[0] if item.where.places else None
        if place is None or item.kind in SPOKEN or place.level in _WIDE:
            continue
        if gap and item.kind in _SENT and item.judgement.status is Status.PLANNED:
            continue  # "It would send troops to Bunia. Hundreds fled."
        if not _ROUTE.search(text[max(0, place.start - _ROUTE_CHARS) : place.start]):
            return list(item.where.places) if gap == 0 and event.kind in INHERITING else [place]
    return []


def _evidence(event: Event, where: Where) -> Span:
    """The shortest run of words that has the event and its arguments."""
    sentence = event.sentence
    own = {t.i for t in clause(event.verb)}
    first = min(w.i for w in event.words)
    last = max(w.i for w in event.words)
    for head in (*event.actors, *event.targets, *event.places):
        edges = [t.i for t in head.subtree if t.i in own] or ([head.i] if head.i in own else [])
        if edges:
            first, last = min(first, *edges), max(last, *edges)
    if event.carrier is not None:
        first, last = min(first, event.carrier.i), max(last, event.carrier.i)
    last = max([last, *(t.i for t in _asked(event))])
    doc = event.trigger.doc
    while first < last and (doc[first].is_punct or doc[first].is_space) and doc[first].text not in {'"', "'"}:
        first += 1
    while (
        last > first and (doc[last].is_punct or doc[last].is_space) and doc[last].text not in {'"', "'", ")"}
    ):
        last -= 1
    span = sentence.cover(doc[first], doc[last])
    end = span.end
    for place in where.places:
        if sentence.span.contains(Span(place.start, place.end)) and 0 < place.end - end < 80:
            end = place.end
    return Span(span.start, end)


def _asked(event: Event) -> Iterable[Token]:
    """What is asked, promised, refused or allowed: "urged them *to spare the clinic*"."""
    if not event.frame.verbal:
        return
    for child in event.trigger.children:
        bare = child.dep_ == "ccomp" and child.tag_ == "VB" and child.i > event.trigger.i
        if child.dep_ == "xcomp" or bare:
            yield child
            yield from (c for c in child.children if c.dep_ in {"dobj", "attr", "prt"})


def _confidence(item: Told, place: Place | None) -> float:
    if item.event.note and item.event.probability:
        return item.event.probability
    value = 0.55 + 0.05 * min(4.0, item.event.score)
    if item.actors:
        value += 0.08
    if place is not None and place.lat is not None:
        value += 0.08
    if item.where.inherited:
        value -= 0.1
    return max(0.05, min(0.98, value))
