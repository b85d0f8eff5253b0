"""From matched frames to claims: one kind, one side, one place, one source each; nothing told twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from warledger.coding.codebook import Codebook, Kind, word_classes
from warledger.coding.coded import Deed, codes_of
from warledger.coding.events import Event, EventFinder, Reviewer
from warledger.coding.merging import numbered, once
from warledger.coding.parties import (
    Sides,
    as_forces,
    fighter,
    sides_of,
)
from warledger.coding.scene import HARMED_BY, are_fighters, beside_town, has_count, is_motive, somewhere
from warledger.coding.status import Judgement, judge
from warledger.coding.syntax import (
    clause,
    governing_verb,
    is_charged,
    is_owned,
    is_passive,
    is_verb,
    owns_up,
)
from warledger.coding.when import TimeOfEvent, is_background
from warledger.coding.where import PlaceOfEvent, Where, told_by
from warledger.model import (
    Actor,
    Claim,
    Counts,
    Level,
    Period,
    Place,
    Source,
    Span,
    Stance,
    Status,
)

if TYPE_CHECKING:
    from warledger.coding.attribution import Saying
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

PUBLISHER = "publisher"
_INHERITING = frozenset({"capture", "withdraw", "hold", "handover", "besiege"})
_BY_MEANS = frozenset({"attack", "airstrike", "shelling", "bombing", "chemical"})
_ANY_MEANS = frozenset({"attack", "strike", "raid", "bombing", "bombardment", "assault", "blast", "barrage"})
_FLOWN = frozenset({"strike", "raid", "bombing"})
_COLOURLESS = frozenset({"troops", "forces", "soldiers", "factions", "fighters", "units", "groups", "men"})
_WIDE = frozenset({Level.COUNTRY, Level.REGION})
_CAMPAIGNS = frozenset(
    "offensive counteroffensive counter-offensive counterattack counter-attack campaign invasion war".split()
)
_FOUGHT = frozenset({"attack", "clash", "airstrike", "shelling", "bombing", "advance"})
_SPOKEN = frozenset({"support", "condemn", "demand", "reject", "threaten", "talks", "politics"})
_REACH = 2
_FAR = 6
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|yesterday|today")
_AUXILIARY = frozenset({"threaten", "reject", "intend"})
_REPORTS = re.compile(
    r"\b(?:reports?|claims?|announcements?|assertions?|statements?|suggestions?|allegations?|rumou?rs?|news|information|accounts?|it|this|accusations?)\b"
    r"|\bthat(?=$|\s+(?:is|was|are|were)\b)",
    re.I,
)

# What only tells where a road leads is not where the next thing happened.
_ROUTE = re.compile(
    r"\b(?:roads?|highway|motorway|route|way|track)\s+(?:to|towards?|from)\s+(?:the\s+)?\Z", re.I
)
_ROUTE_CHARS = 30


@dataclass(slots=True)
class _Told:
    """An event with all that was read of it."""

    kind: str
    event: Event
    source: Source
    judgement: Judgement
    where: Where
    period: Period | None
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    span: Span
    counts: Counts = field(default_factory=Counts)
    deniers: list[Source] = field(default_factory=list)
    retellings: list[Event] = field(default_factory=list)


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
        told: list[_Told] = []
        found = [(s, self._finder.find(reading, s)) for s in reading.document.sentences]
        if self._judge is not None:
            found = self._judge.review(found)
        placing = PlaceOfEvent(reading)
        for _, events in found:
            for event in _without_vows(events, self._book.kinds):
                item = self._tell(reading, event, told, placing)
                if item is not None and not _retold(item, told):
                    told.append(item)
        told.extend(_denials_of_reports(reading, told))
        _name_at_fullest(told)
        self._give_counts(reading, told)
        claims = [claim for item in told for claim in self._claims(reading, item)]
        return numbered(once(claims))

    def _tell(
        self, reading: Reading, event: Event, before: list[_Told], placing: PlaceOfEvent
    ) -> _Told | None:
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
        speaker = Actor(source.name, source.id) if source.name != PUBLISHER else None
        sides = sides_of(reading, event, kind, speaker)
        if source.name == PUBLISHER and sides.actors and is_owned(event.trigger, event.words):
            source = Source(sides.actors[0].name, sides.actors[0].id, cue="claimed responsibility")
        where = placing.find(event)
        unsaid = not where.places and not where.vague and kind.family != "politics"
        if unsaid and judgement.status not in {Status.PLANNED, Status.HYPOTHETICAL}:
            inherited = _inherited(event, before, reading.document.text)
            where.places = [told_by(p, "carried over from what was told before") for p in inherited]
            where.inherited = bool(where.places)
        period = TimeOfEvent(reading).find(event, judgement.status)
        status = judgement.status
        told = status in {Status.HAPPENED, Status.ONGOING} and not judgement.present
        if told and is_background(period, reading.document.report.date):
            status = Status.BACKGROUND
        stance = judgement.stance
        if "lacking" in event.frame.flags:
            stance = Stance.ASSERTS
        if denied:
            stance = _opposite(stance)
            status = Status.HAPPENED if status is Status.HYPOTHETICAL else status
        kind_name = _under_way(event, status)
        _understood(_Telling(reading, event, kind, speaker), sides, where, before)
        if not (sides or _tells(reading, event, kind, where) or (period is not None and _begins(event))):
            return None
        return _Told(
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

    def _give_counts(self, reading: Reading, told: list[_Told]) -> None:
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
            if not here or mention.joint or is_motive(reading, mention):
                continue
            at = mention.trigger.start

            def rank(item: _Told, at: int = at, causes: tuple[str, ...] = causes) -> tuple[int, int]:
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

    def _claims(self, reading: Reading, item: _Told) -> Iterable[Claim]:
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
                kind=kind.name,
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
                yield replace(claim, source=denier, stance=_opposite(claim.stance))


@dataclass(slots=True, frozen=True)
class _Telling:
    """An event as it is told.

    Attributes:
        reading: The report.
        event: The event.
        kind: Its kind.
        speaker: Who tells it; None in the report's own voice.
    """

    reading: Reading
    event: Event
    kind: Kind
    speaker: Actor | None


def _understood(t: _Telling, sides: Sides, where: Where, before: list[_Told]) -> None:
    """Who did it where the words do not say it: those told of before, or those who speak."""
    if sides.actors:
        return
    own = fighter(t.reading, t.speaker) if t.speaker is not None else ()
    forces = tuple(as_forces(t.reading, a) for a in own)
    if t.kind.name == "capture":
        told_of = () if t.event.trigger.lemma_ == "change" else _known_doer(where, before)
        sides.actors = _liberator(t.reading, t.event, t.speaker) or told_of
    elif t.kind.name == "hold":
        sides.actors = forces
    elif t.kind.name == "withdraw" and not sides:
        sides.actors = forces or _leavers(before)
    if not sides and not where.places and t.kind.name in _FOUGHT and not is_passive(t.event.trigger):
        sides.actors = own
    if not sides.actors and t.kind.name == "attack" and _begins(t.event):
        sides.actors = _attackers(before)


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


def _without_vows(events: list[Event], kinds: Mapping[str, Kind]) -> list[Event]:
    """A vow to do a certain thing is that thing, planned; a refusal to do it is its denial.

    PLOVER and CAMEO, which code the speech, keep the vow's codes; an intention has those of the planned deed.
    """
    done = {e.trigger: e for e in events if e.kind not in _AUXILIARY}
    kept = []
    for event in events:
        inner = []
        if event.kind in _AUXILIARY:
            under = [c for c in event.trigger.children if c.dep_ == "xcomp"]
            inner = [done[t] for c in under for t in (c, *c.children) if t in done]
        for deed in inner:
            vow = kinds[event.kind]
            if event.kind == "intend" and kinds[deed.kind].planned:
                continue
            deed.codes = {"plover": vow.plover, "mode": vow.mode, "cameo": vow.cameo}
        if not inner:
            kept.append(event)
    return kept


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


def _opposite(stance: Stance) -> Stance:
    return Stance.ASSERTS if stance is Stance.DENIES else Stance.DENIES


def _beside(event: Event, saying: Saying) -> bool:
    """Whether a meeting is only the occasion of what was said ("voiced concern in a call with …")."""
    if event.kind != "talks" or event.frame.verbal:
        return False
    return saying.cued_at(event.sentence.at(governing_verb(event.trigger)))


def _is_cue(event: Event, saying: Saying) -> bool:
    """Whether an act of speech is the very saying: who dismisses a claim does not deny dismissing it."""
    return saying.cued_at(event.sentence.at(event.trigger))


def _name_at_fullest(told: list[_Told]) -> None:
    """Give "the troops", "the factions" the fuller name that the report has for the same party."""
    fuller: dict[str, Actor] = {}
    for item in told:
        for actor in (*item.actors, *item.targets):
            known = fuller.get(actor.id, actor)
            if actor.id and "'" not in actor.name and len(actor.name.split()) >= len(known.name.split()):
                fuller.setdefault(actor.id, actor)
                if len(actor.name.split()) > len(known.name.split()):
                    fuller[actor.id] = actor

    def named(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(fuller.get(a.id, a) if a.name.lower() in _COLOURLESS else a for a in actors)

    for item in told:
        item.actors, item.targets = named(item.actors), named(item.targets)


def _places(item: _Told) -> set[str]:
    return {p.gazetteer_id or p.name for p in item.where.places}


def _known_doer(where: Where, before: list[_Told]) -> tuple[Actor, ...]:
    """Who took a place, where that was told before and now is only spoken of."""
    here = {p.gazetteer_id or p.name for p in where.places}
    for kinds in ({"capture"}, {"advance", "attack"}):
        for item in reversed(before):
            told = item.kind in kinds and item.judgement.stance is Stance.ASSERTS
            if told and item.actors and here & _places(item):
                return item.actors
    return ()


def _begins(event: Event) -> bool:
    """As in "the offensive began on Monday": a campaign that was told of, and now its first day."""
    noun = event.trigger
    over = noun.head
    campaign = not event.frame.verbal and noun.dep_ in {"nsubj", "nsubjpass"}
    return campaign and is_verb(over) and over.lemma_ in {"begin", "start"}


def _attackers(before: list[_Told]) -> tuple[Actor, ...]:
    """Whose offensive a report tells of: those who first attack, advance or take a place in it."""
    doers = (i.actors for i in before if i.kind in {"attack", "advance", "capture"} and i.actors)
    return next(doers, ())


def _leavers(before: list[_Told]) -> tuple[Actor, ...]:
    """Whose withdrawal "the withdrawal" is: theirs of whom a report tells that they leave."""
    doers = (i.actors for i in reversed(before) if i.kind == "withdraw" and i.actors)
    return next(doers, ())


def _liberator(reading: Reading, event: Event, speaker: Actor | None) -> tuple[Actor, ...]:
    """An army that tells of a liberation without saying whose tells of its own."""
    if speaker is None or event.trigger.lemma_ not in {"liberate", "free", "clear", "cleanse", "retake"}:
        return ()
    found = fighter(reading, speaker)
    return tuple(as_forces(reading, a, units=True) for a in found)


def _refers_back(event: Event) -> bool:
    """As in "The assault", "Tuesday's attack": a noun that speaks of what was told before."""
    if event.frame.verbal:
        return owns_up(event.words)
    return any(
        (c.dep_ == "det" and c.lower_ in {"the", "this", "that", "these", "those"})
        or _DAY.fullmatch(c.lower_)
        for c in event.trigger.lefts
    )


def _retold(item: _Told, before: list[_Told]) -> bool:
    """Whether an event only refers back to one told shortly before; each then takes what the other adds."""
    if not _refers_back(item.event):
        return False
    recent = [o for o in before[-7:][::-1] if o.judgement.stance == item.judgement.stance]
    same = [o for o in recent if o.kind == item.kind]
    if item.event.trigger.lemma_.lower() in _ANY_MEANS or owns_up(item.event.words):
        means = [o for o in recent if o.kind in _BY_MEANS]
        flown = [o for o in means if o.kind == "airstrike" and item.event.trigger.lemma_.lower() in _FLOWN]
        same = flown or means or same
    if not same:
        return False
    other = same[0]
    if not item.where.inherited and _places(item) - _places(other):
        return False
    if other.source != item.source:
        item.kind = other.kind
        item.actors = item.actors or other.actors
        item.where = replace(other.where, inherited=True)
        item.period = item.period or other.period
        return False
    other.retellings.append(item.event)
    known = {a.name for a in other.actors}
    added = tuple(a for a in item.actors if a.name not in known)
    if not other.actors and added:
        other.span = item.span
        other.targets = item.targets or other.targets
    other.actors += added
    return True


def _denials_of_reports(reading: Reading, told: list[_Told]) -> Iterable[_Told]:
    """As in "The ministry said these reports were false": what was just told, denied by the speaker."""
    for saying in reading.sayings:
        content = saying.attribution.content
        if not saying.denies or not content or not saying.source.name:
            continue
        words = Span(min(c.start for c in content), max(c.end for c in content))
        if any(words.overlaps(item.event.sentence.at(item.event.trigger)) for item in told):
            continue
        sentence = reading.document.sentence_at(words.start)
        if sentence is not None and _tells_which(sentence, words):
            continue
        if sentence is None or not _REPORTS.search(reading.document.layout.text[words.start : words.end]):
            continue
        denied = _told_before(told, sentence, saying)
        if denied is not None:
            cue = saying.attribution.cue
            start = min([words.start, *(c.start for c in cue), *(c.start for c in saying.attribution.source)])
            end = max([words.end, *(c.end for c in cue)])
            yield replace(
                denied,
                source=saying.source,
                span=Span(start, end),
                judgement=Judgement(
                    _opposite(denied.judgement.stance), Status.HAPPENED, reason="denied report"
                ),
                counts=Counts(),
                deniers=[],
            )


def _tells_which(sentence: Sentence, words: Span) -> bool:
    """As in "denied reports *that he had left*": which reports is said, so that none before is meant."""
    inside = [t for t in sentence.words if words.contains(sentence.at(t)) and t.pos_ == "NOUN"]
    return any(
        c.dep_ in {"acl", "relcl", "ccomp"}
        and any(m.lower_ == "that" and m.dep_ == "mark" for m in c.children)
        for t in inside
        for c in t.children
    )


def _told_before(told: list[_Told], sentence: Sentence, saying: Saying) -> _Told | None:
    """The last thing of the two sentences before that someone else told."""
    if word_classes()["mute"] & {w.lower() for w in saying.source.name.split()}:
        return None
    others = [
        i
        for i in reversed(told)
        if i.source.name != saying.source.name
        and i.kind not in _SPOKEN
        and i.judgement.stance is Stance.ASSERTS
        and i.event.sentence.index <= sentence.index
    ]
    near = [i for i in others if sentence.index - i.event.sentence.index <= _REACH]
    # A party's word for itself is what "the claim" or "the announcement" means before a bystander's.
    own = [i for i in near if {a.name for a in i.actors} & {i.source.name}]
    far = [i for i in others if i.kind in _INHERITING and sentence.index - i.event.sentence.index <= _FAR]
    found = own or near or far
    last = [i for i in found if i.event.sentence.index == found[0].event.sentence.index]
    return min(last, key=_depth, default=None)


def _depth(item: _Told) -> int:
    """How deep in its sentence a thing is told: the news is denied, not the "after a battle" in it."""
    return sum(1 for t in item.event.verb.ancestors if t.dep_ not in {"conj", "ROOT"})


def _inherited(event: Event, before: list[_Told], text: str) -> list[Place]:
    """The place understood from what was told just before; campaigns and accusations have none of these."""
    if not event.frame.verbal and event.trigger.lemma_.lower() in _CAMPAIGNS:
        return []
    if is_charged(event.trigger):
        return []
    reach = _REACH if event.frame.verbal or event.carrier is not None else 1
    for item in reversed(before):
        gap = event.sentence.index - item.event.sentence.index
        apart = event.sentence.paragraph != item.event.sentence.paragraph
        if gap > reach or (apart and event.kind not in _INHERITING):
            break
        place = item.where.places[0] if item.where.places else None
        if place is None or item.kind in _SPOKEN or place.level in _WIDE:
            continue
        if not _ROUTE.search(text[max(0, place.start - _ROUTE_CHARS) : place.start]):
            return list(item.where.places) if gap == 0 and event.kind in _INHERITING else [place]
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


def _confidence(item: _Told, place: Place | None) -> float:
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
