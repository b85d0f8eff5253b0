"""The finder of sayings: rules and models find the spans, the naming says who, the nesting through whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warledger.coding.attribution import continuation, denials, headlines, nesting, rules
from warledger.coding.attribution.carriers import carriers
from warledger.coding.attribution.features import kind_of
from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.model import Guess, Model, load
from warledger.coding.attribution.naming import CastLike, Namer
from warledger.coding.attribution.syntax import names_speaker, speech_above, subject_of, subject_words
from warledger.coding.attribution.table import Table, tabulate
from warledger.coding.attribution.verbs import cue_words
from warledger.model import Attribution, Source, Span

if TYPE_CHECKING:
    from warledger.language.document import Document

THRESHOLD = 0.35
_DOUBT = 0.12
_CARRY = ("say", "confirm", "perceive", "deny")
_GENERIC = frozenset(
    {"the", "news", "agency", "state", "media", "tv", "of", "and", "press", "a", "text", "english"}
)


@dataclass(slots=True)
class Saying:
    """Someone says something.

    Attributes:
        attribution: The words: source, cue and content, in offsets of the report's text.
        source: Who that is at the fullest; a name of "" means that the report does not tell who.
        denies: The source says that the content is not so.
        neutral: The source says neither yes nor no ("did not comment").
        cue_class: Class of the cue in cues.yaml; "attitude" for cues outside the lexicon.
        parent: Index of the saying whose content holds this one.
        proposition: Whether the content is something told, so that its events are the source's claims.
    """

    attribution: Attribution
    source: Source
    denies: bool = False
    neutral: bool = False
    cue_class: str = "say"
    parent: int | None = None
    proposition: bool = True

    def holds(self, span: Span) -> bool:
        """Whether the greater part of a span lies in the content."""
        shared = sum(
            max(0, min(c.end, span.end) - max(c.start, span.start)) for c in self.attribution.content
        )
        return 2 * shared > span.end - span.start

    def cued_at(self, span: Span) -> bool:
        """Whether a span is, or touches, the words by which it is said."""
        return any(c.overlaps(span) for c in self.attribution.cue)


def innermost(sayings: Sequence[Saying], span: Span) -> Saying | None:
    """The saying whose source claims what stands at a span; None in the report's own voice."""
    best: Saying | None = None
    size = 0
    for saying in sayings:
        if not saying.proposition or not saying.holds(span):
            continue
        length = sum(c.end - c.start for c in saying.attribution.content)
        if best is None or length < size or (length == size and saying.parent is not None):
            best, size = saying, length
    return best


class Attributor:
    """Finds who says what in a parsed report."""

    def __init__(self, weights: str = "", threshold: float = THRESHOLD, rules_only: bool = False) -> None:
        """Choose the models; they are loaded at the first report.

        Args:
            weights: A folder of trained models; "" takes the package's own.
            threshold: How likely a word must be to count as a cue, 0…1.
            rules_only: Do without the trained models.
        """
        self._weights = weights
        self._threshold = threshold
        self._rules_only = rules_only

    def find(self, document: Document, cast: CastLike | None = None) -> list[Saying]:
        """Find the sayings of a report.

        Args:
            document: The parsed report.
            cast: The parties of the report; the naming does without where it is None.

        Returns:
            The sayings sorted by the start of their content; ``parent`` points into the list.
        """
        table = tabulate(document)
        if not len(table):
            return []
        model = None if self._rules_only else load(self._weights)
        found = rules.find(table) if model is None else _learned(table, model, self._threshold)
        return _assemble(table, found, cast)


def _learned(table: Table, model: Model, threshold: float) -> list[Found]:
    """What the models find, with what the rules know of each cue."""
    words = lexicon()
    out: list[Found] = []
    for guess in model.guess(table):
        rule = guess.rule
        if guess.probability < threshold:
            if rule is not None and _certain(table, rule, words, guess.probability):
                if guess.probability >= _DOUBT and not rule.cites:
                    model.read(table, guess)
                    _add_content(rule, guess)
                out.append(rule)
            continue
        model.read(table, guess)
        if not guess.content:
            if rule is not None and rule.content and _certain(table, rule, words, guess.probability):
                out.append(rule)
            continue
        content = sorted(w for piece in guess.content for w in piece)
        if rule is not None and _better_by_rule(table, rule, content, words):
            out.append(rule)
            continue
        if rule is None:
            rule = Found(guess.head, kind_of(table, guess.head, words) or "attitude", cue=[guess.head])
            if table.pos[guess.head] in ("VERB", "AUX"):
                rule.cue = cue_words(table, guess.head, words)
            elif table.pos[guess.head] == "PUNCT":
                _read_colon(table, rule, words)
            if rule.cue_class not in words.classes:
                rule.cue_class = "attitude"
        head = _cut_from(table, rule, content)
        if head:
            content = sorted({*content, *head})
            guess.content = []
        rule.content = content
        rule.pieces = guess.content
        _take_source(table, rule, sorted(guess.source))
        rule.cue = [w for w in rule.cue if w not in set(rule.source) and w not in set(content)] or [
            guess.head
        ]
        out.append(rule)
    return out


def _cut_from(table: Table, rule: Found, content: list[int]) -> list[int]:
    """The head of a phrase of which the model has only the tail ("claimed *control of* the airport")."""
    start = content[0]
    if rule.cue_class not in ("say", "confirm", "deny") or not rule.content or start < 2:
        return []
    noun = table.head[start - 1]
    whole = (
        rule.content[0] <= noun < start - 1 < start
        and table.dep[noun] == "dobj"
        and table.head[noun] == rule.head
    )
    return list(range(rule.content[0], start)) if whole and table.lower[start - 1] == "of" else []


def _read_colon(table: Table, rule: Found, words: Lexicon) -> None:
    """A colon says; where a verb of saying stands before it ("posted: …"), the verb bears the cue."""
    rule.cue_class = "say"
    begin = table.bounds[table.sentence[rule.head]][0]
    for word in range(rule.head - 1, begin - 1, -1):
        if table.pos[word] == "VERB" and words.verbs.get(table.lemma[word]) in ("say", "confirm"):
            rule.head, rule.cue = word, cue_words(table, word, words)
            rule.source_head, _ = subject_of(table, word)
            return


def _take_source(table: Table, rule: Found, source: list[int]) -> None:
    """Take the model's source, if it has one, unless syntax knows better who speaks, or that nobody does."""
    if not source:
        if rule.source_head >= 0 and _is_mute(table, rule, rule.source_head):
            _speaker_above(table, rule)
        return
    head = _head_of(table, source, rule.source_head)
    if table.dep[head] == "nsubjpass" and table.head[head] != rule.head and _is_mute(table, rule, head):
        _speaker_above(table, rule)
        return
    if rule.cue_class == "report-noun" and rule.anonymous and not _can_speak(table, head):
        return  # "the deal raised hopes of …": nobody's hopes
    if rule.anonymous and table.pos[rule.head] == "VERB":
        # "… was reported in the capital": a passive names its source after "by" alone.
        if source[0] == 0 or table.lower[source[0] - 1] not in ("by", "to", "from"):
            return
    elif rule.source_head >= 0 and not _can_speak(table, head) and _can_speak(table, rule.source_head):
        return
    # "…, claiming that": the nearest subject that can speak, where the model may reach too far.
    participle = table.tag[rule.head] == "VBG" and rule.cue_class in ("say", "confirm")
    if participle and source[0] < rule.source_head < rule.head and _can_speak(table, rule.source_head):
        return
    rule.source, rule.source_head = source, head


def _is_mute(table: Table, rule: Found, head: int) -> bool:
    """Whether what is taken for the speaker is a thing or a mere place."""
    place = table.ent[head] in ("GPE", "LOC", "FAC")
    return rule.cue_class in ("say", "confirm", "deny") and (place or not _can_speak(table, head))


def _speaker_above(table: Table, rule: Found) -> None:
    """For "He denied the town had been taken and told …", told joined to taken: he tells, not the town."""
    above = speech_above(table, rule.head)
    rule.source_head = subject_of(table, above)[0] if above >= 0 else -1
    rule.source = subject_words(table, rule.source_head) if rule.source_head >= 0 else []


def _can_speak(table: Table, word: int) -> bool:
    return table.pos[word] in ("PROPN", "PRON") or table.tag[word] == "NNS" or names_speaker(table, word)


def _better_by_rule(table: Table, rule: Found, content: list[int], words: Lexicon) -> bool:
    """Whether the model has lost the clause that syntax shows, or its tail."""
    if rule.cites:
        return bool(rule.content)
    if rule.denies and _lacks_verb(table, rule, content):
        return True
    if (
        rule.cue_class not in ("say", "confirm")
        or not rule.source
        or not _is_told(table, rule.content, rule.head)
    ):
        return False
    if not _is_told(table, content, rule.head):
        return True
    if (
        rule.content[-1] == content[-1]
        and 2 * len(content) < len(rule.content)
        and rule.content[-1] < rule.head
    ):
        # "Rebels left the town, which …, the mission said": the model has only what stands nearest.
        return set(content) <= set(rule.content) and table.quote[content[0]] < 0
    if rule.content[0] != content[0] or rule.content[-1] <= content[-1]:
        return False
    tail = [w for w in rule.content if w > content[-1]]
    return not any(
        table.pos[w] == "VERB" and words.verbs.get(table.lemma[w]) in ("say", "confirm") for w in tail
    )


def _lacks_verb(table: Table, rule: Found, content: list[int]) -> bool:
    """Whether the model has only the tail of what is denied: "denied *supplying* the group with arms"."""
    return any(
        w > rule.head and table.head[w] == rule.head and table.pos[w] in ("VERB", "AUX") and w not in content
        for w in rule.content
    )


def _add_content(rule: Found, guess: Guess) -> None:
    if guess.content:
        rule.content = sorted(w for piece in guess.content for w in piece)
        rule.pieces = guess.content


def _certain(table: Table, rule: Found, words: Lexicon, probability: float) -> bool:
    """Sayings that the rules vouch for though the model, trained on other news, doubts them."""
    if not rule.content and not rule.neutral:
        return False
    if rule.denies or rule.cites:
        return True
    if rule.neutral:
        return probability >= _DOUBT
    if rule.source and _puts_figure(table, rule, words):
        return True
    if rule.cue_class in ("say", "confirm") and rule.source:
        plain = probability >= _DOUBT or table.lemma[rule.head] in words.sets["plain"]
        return plain and _is_told(table, rule.content, rule.head)
    return rule.cue_class == "report-noun" and probability >= 0.02


def _puts_figure(table: Table, rule: Found, words: Lexicon) -> bool:
    """As in "The ministry put the death toll at 30"."""
    figures = words.sets["figures"]
    return table.lemma[rule.head] in words.sets["needs_clause"] and any(
        table.lemma[w] in figures and table.head[w] == rule.head for w in rule.content
    )


def _is_told(table: Table, content: Sequence[int], cue: int) -> bool:
    """Whether content is more than a name: a clause, or a quotation that the cue stands outside of."""
    inside = set(content)
    return any(
        (table.pos[w] in ("VERB", "AUX") and (table.head[w] not in inside or table.head[w] == w))
        or (table.quote[w] >= 0 and table.quote[w] != table.quote[cue])
        for w in content
    )


def _head_of(table: Table, source: list[int], known: int) -> int:
    """The word of a source that the others hang on."""
    inside = set(source)
    if known in inside:
        return known
    roots = [w for w in source if table.head[w] not in inside or table.head[w] == w]
    nominal = [w for w in roots if table.pos[w] in ("NOUN", "PROPN", "PRON")]
    return (nominal or roots or source)[0]


def _assemble(table: Table, found: list[Found], cast: CastLike | None) -> list[Saying]:
    found = _with_denials(found, denials.find(table)) + headlines.find(table)
    nesting.settle(table, found)
    for f in found:
        if f.denies:
            _leave_out_setting(table, f)
    found = continuation.drop_twins(table, found)
    continuation.continue_quotes(table, found)
    found = [f for f in found if f.content and not _is_dated(table, f)]
    found.sort(key=lambda f: (f.content[0], -len(f.content), f.head))
    sets = [frozenset(f.content) for f in found]
    parents = [nesting.parent_of(found, sets, i) for i in range(len(found))]
    _denied_tellings(found, parents)
    named, namer = _name(table, found, parents, cast)
    words = lexicon()
    out: list[Saying] = []
    for i, f in enumerate(found):
        name, key = named[i]
        via = _via(namer, found, parents, named, i)
        content = table.spans(f.content) if not f.pieces else _pieces(table, f)
        source = Source(name, key, via, table.words(f.cue))
        if _is_publisher(name, table.document.report.publisher):
            source = Source(cue=source.cue)
        out.append(
            Saying(
                Attribution(table.spans(f.source), table.spans(f.cue), content),
                source,
                f.denies,
                f.neutral or _nobody(table, f),
                f.cue_class,
                parents[i],
                _is_proposition(table, f, words),
            )
        )
    return out


def _nobody(table: Table, found: Found) -> bool:
    """As in "*No group* has claimed the attack": the saying is that nobody says it."""
    first = next(iter(found.source), -1)
    if first < 0 or table.lower[first] not in {"no", "nobody", "none", "neither"}:
        return False
    return table.lower[first] == "nobody" or len(found.source) > 1


def _with_denials(found: list[Found], denied: list[Found]) -> list[Found]:
    """Denials by noun and adjective in place of what else was found at the same word."""
    heads: set[int] = set()
    for f in denied:
        heads.update(range(f.head, f.content[0]) if f.content[0] > f.head else (f.head,))
    kept = [
        f
        for f in found
        if f.head not in heads or (f.cue_class == "say" and f.source and f.content[0] < f.head)
    ]
    return kept + denied


def _leave_out_setting(table: Table, found: Found) -> None:
    """Who denies a retreat "amid attacks by rebels" does not deny the attacks."""
    amid = next((w for w in found.content[1:] if table.lower[w] == "amid"), -1)
    if amid >= 0:
        found.content = [w for w in found.content if w < amid]
        found.pieces = []


def _is_dated(table: Table, found: Found) -> bool:
    """Whether it is like "talks on Saturday": a noun whose content is only a date says nothing."""
    return found.cue_class == "report-noun" and all(table.ent[w] in ("DATE", "TIME") for w in found.content)


def _pieces(table: Table, found: Found) -> tuple[Span, ...]:
    return tuple(Span(table.start[p[0]], table.end[p[-1]]) for p in found.pieces)


def _denied_tellings(found: list[Found], parents: list[int | None]) -> None:
    """For "denied reports that …": what the reports tell is denied, by who denies it."""
    for index, f in enumerate(found):
        up = parents[index]
        if up is None or f.cue_class != "report-noun":
            continue
        if found[up].denies and found[up].cue_class == "deny":
            f.denies = True
            f.anonymous = True
            f.source_head = -1
        elif f.denies and found[up].source_head >= 0:
            # "said that the claims of the rebels are false": the one who says so denies.
            f.source_head = -1


def _name(
    table: Table, found: list[Found], parents: list[int | None], cast: CastLike | None
) -> tuple[dict[int, tuple[str, str]], Namer]:
    namer = Namer(table, cast)
    words = lexicon()
    named: dict[int, tuple[str, str]] = {}
    order = sorted(range(len(found)), key=lambda i: min([found[i].head, *found[i].source]))
    relayed: dict[str, tuple[str, str]] = {}
    waiting: list[int] = []
    for i in order:
        if found[i].source_head < 0:
            waiting.append(i)
            continue
        up = parents[i]
        named[i] = namer.name(found[i], named.get(up) if up is not None else None)
        if found[i].via:
            relayed[namer.resolve(found[i].via[0])[0]] = named[i]
        elif named[i][0] in relayed and table.lemma[found[i].head] in ("add", "continue"):
            # "…, the agency said, quoting the ministry. The agency added …": still the ministry's words.
            found[i].via.append(found[i].source_head)
            named[i] = relayed[named[i][0]]
    for i in waiting:
        up = parents[i]
        while up is not None and (
            up not in named or found[up].cue_class not in words.propositions | {"reject"}
        ):
            up = parents[up]
        named[i] = named[up] if up is not None else ("", "")
    return named, namer


def _via(
    namer: Namer, found: list[Found], parents: list[int | None], named: dict[int, tuple[str, str]], index: int
) -> tuple[str, ...]:
    """Through whom the words came, nearest first."""
    table = namer.table
    via = [namer.resolve(v)[0] for v in found[index].via]
    up: int | None = index
    for _ in range(8):
        if up is None:
            break
        if up != index and found[up].source_head >= 0 and found[up].cue_class in _CARRY:
            via.append(named[up][0])
        via.extend(namer.resolve(v)[0] for v in carriers(table, found[up].head))
        up = parents[up]
    publisher = table.document.report.publisher
    clean = [v for v in via if v and v != named[index][0] and not _is_publisher(v, publisher)]
    return tuple(dict.fromkeys(clean))


def _is_publisher(name: str, publisher: str) -> bool:
    """Whether a source is the outlet that publishes the report ("…, the outlet's own name reports").

    One word must be the whole name of an outlet: "Moscow" is not the Moscow Times.
    """
    mine = _telling_words(name)
    if not mine or not publisher:
        return False
    for part in re.split(r"[/(),;|]| via ", publisher):
        theirs = _telling_words(part)
        if mine == theirs or (len(mine) > 1 and mine <= theirs):
            return True
    return False


def _telling_words(name: str) -> set[str]:
    return {w for w in re.findall(r"\w+", name.lower()) if w not in _GENERIC}


def _is_proposition(table: Table, found: Found, words: Lexicon) -> bool:
    """Whether the content tells something, rather than names what an attitude is about."""
    if found.neutral or found.cue_class not in words.propositions:
        return False
    if table.lemma[found.head] in words.sets["performing"] and any(
        table.lemma[w] in words.sets["performed"] for w in found.content[:8]
    ):
        return False  # who declares a state of emergency makes it so
    if (
        found.denies
        or found.cue_class == "report-noun"
        or table.lemma[found.head] not in words.sets["needs_clause"]
        or (table.tag[found.head] == "VBG" and table.lemma[found.head] in words.sets["citing"])
    ):
        return True
    inside = set(found.content)
    if any(table.quote[w] >= 0 and table.quote[w] != table.quote[found.head] for w in found.content):
        return True
    return any(
        table.pos[w] in ("VERB", "AUX") and (table.head[w] not in inside or table.head[w] == w)
        for w in found.content
    ) or any(table.lemma[w] in words.sets["figures"] for w in found.content)
