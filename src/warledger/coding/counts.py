"""How many were killed, injured, displaced, detained: the numbers of a report and the harm of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warledger.coding.count_people import (
    SUBJECTS,
    Harm,
    counts_others,
    is_fatal,
    is_put,
    leaves_home,
    lemma_of,
    patients,
)
from warledger.coding.count_words import add, count_of, knowledge
from warledger.model import Count, Span

if TYPE_CHECKING:
    from warledger.language.document import Document, Sentence
    from warledger.language.tokens import Token

_BETWEEN = frozenset(
    "was were been be being are is had have has got also reportedly allegedly "
    "reported confirmed believed feared presumed "
    "and , others other more people left at least in of the either both injured".split()
)
_ALIKE = {"object": "verb", "state": "verb", "noun": "noun", "subject": "subject"}
_TOLL_WORDS = frozenset(
    "to at of reached passed exceeded hit topped surpassed past is was reaching as exceeding exceeds "
    "tops reaches now :".split()
)
_UNCOUNTED = frozenset("many most some several all none half".split())
_JOINERS = frozenset("and or & / , and/or were was been have has had also then either".split())
_PERSON_ENDS = (
    "man",
    "woman",
    "men",
    "women",
    "ist",
    "fighter",
    "worker",
    "keeper",
    "leader",
    "goer",
    "ian",
    "guard",
)


@dataclass(slots=True, frozen=True)
class CountMention:
    """A number of people and the harm that it tells.

    Attributes:
        harm: "killed", "injured", "displaced" or "detained".
        count: The figure; for a range ``best`` is the low end, as ACLED counts.
        span: Words of the number with its bound ("at least 20"), or the noun if there is none ("a soldier").
        trigger: The word of harm ("killed", "toll").
        people: The noun of those counted ("civilians"), if told.
        joint: True where one number covers several harms ("killed and injured 274"): no death toll.
        sentence: Index into the document's sentences.
    """

    harm: str
    count: Count
    span: Span
    trigger: Span
    people: Span | None = None
    joint: bool = False
    sentence: int = 0


@dataclass(slots=True, frozen=True)
class _Number:
    """A number phrase: first and last token of the sentence, what it means, whether a number is told."""

    first: int
    last: int
    count: Count
    told: bool = True


class CountFinder:
    """Finds the human cost that a report tells; holds no state between reports."""

    def find(self, document: Document) -> list[CountMention]:
        """Every count of people killed, injured, displaced or detained, by its place in the text.

        Args:
            document: A parsed report.

        Returns:
            Mentions sorted by trigger; offsets count characters of the report's text.
        """
        out: list[CountMention] = []
        for sentence in document.sentences:
            out.extend(_Reading(sentence).mentions())
        return out


class _Reading:
    """One sentence at work."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.know = knowledge()

    def mentions(self) -> list[CountMention]:
        """The counts of the sentence."""
        harms = self._harms()
        if not harms:
            return []
        self.tokens: list[Token] = self.sentence.words
        self.base: int = self.tokens[0].i
        self.numbers = self._numbers()
        self.at_token = {i: n for n in self.numbers for i in range(n.first, n.last + 1)}
        self.trigger_at = {h.index for h in harms}
        self.spent: set[int] = set()
        out: list[CountMention] = []
        used: set[tuple[str, Span]] = set()
        for cluster in self._clusters(harms):
            for mention in self._read(cluster):
                key = (mention.harm, mention.span)
                if key not in used:
                    used.add(key)
                    out.append(mention)
        return out

    def _harms(self) -> list[Harm]:
        rules_of = self.know.triggers
        found: list[Harm] = []
        for index, token in enumerate(self.sentence.words):
            rules = rules_of.get(token.lemma_) or rules_of.get(token.lower_)
            if rules:
                chosen = self._frame(token, rules)
                if chosen:
                    found.append(Harm(token, index, *chosen))
        return found

    @staticmethod
    def _frame(token: Token, rules: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
        """Which reading the part of speech allows."""
        verbal = token.tag_.startswith("VB")
        for harm, frame in rules:
            if frame in {"object", "subject", "mover"} and verbal:
                return harm, frame
            if frame == "from_home" and verbal and leaves_home(token):
                return harm, "object"
            if (
                frame == "home_left"
                and verbal
                and any(lemma_of(c) in knowledge().sets["homes"] for c in token.children if c.dep_ == "dobj")
            ):
                return harm, "subject"
            if frame == "to_death" and verbal and is_fatal(token):
                return harm, "object"
            if frame == "noun" and token.tag_.startswith("NN"):
                return harm, frame
        for harm, frame in rules:
            if frame == "state" and not (verbal and any(f == "object" for _, f in rules)):
                return harm, frame
            if frame == "loss" and not is_put(token):
                continue
            if frame in {"toll", "captive", "number", "life", "loss"}:
                return harm, frame
            if frame == "object" and token.tag_ in {"JJ", "NN", "NNP"} and token.lower_.endswith("ed"):
                return harm, "state"
        return None

    def _clusters(self, harms: list[Harm]) -> Iterator[list[Harm]]:
        """Words of harm joined by nothing but "and" or "or": they share their people."""
        cluster: list[Harm] = []
        for harm in harms:
            if cluster:
                between = self.tokens[cluster[-1].index + 1 : harm.index]
                joined = len(between) <= 3 and all(t.lower_ in _JOINERS for t in between)
                links = {t.lower_ for t in between} & {"and", "or", "&", "/", "and/or"}
                alike = _ALIKE.get(cluster[-1].frame) == _ALIKE.get(harm.frame, harm.frame)
                apart = counts_others(cluster[-1], harm)
                if apart or not (joined and alike and (links or not between)):
                    yield cluster
                    cluster = []
            cluster.append(harm)
        if cluster:
            yield cluster

    def _numbers(self) -> list[_Number]:
        text = self.sentence.text
        origin = self.tokens[0].idx
        starts = {t.idx - origin: i for i, t in enumerate(self.tokens)}
        ends = {t.idx - origin + len(t.text): i for i, t in enumerate(self.tokens)}
        found: list[_Number] = []
        for match in self.know.pattern.finditer(text):
            first, last = starts.get(match.start()), ends.get(match.end())
            count = count_of(match)
            if first is None or last is None or count is None:
                continue
            compared = match["vague"] and first and self.tokens[first - 1].lower_ == "as"
            if not compared and not self._is_other(first, last):
                found.append(_Number(first, last, count))
        return found

    def _is_other(self, first: int, last: int) -> bool:
        """Whether the number counts no people: a date, an age, a distance, tanks."""
        core = self.tokens[last]
        following = self.tokens[last + 1 : last + 4]
        alone = core.ent_iob_ == "B" and not (following and following[0].ent_iob_ == "I")
        misread = alone and core.ent_type_ in {"DATE", "TIME"} and len(core.text) < 4
        if core.ent_type_ in {"DATE", "TIME", "MONEY", "PERCENT"} and core.tag_ == "CD" and not misread:
            noun = self._noun(last)
            if noun is None or not self._is_people(noun):
                return True
        if core.text.isdecimal() and len(core.text) == 4 and core.text[:2] in {"19", "20"}:
            before = self.tokens[first - 1].lower_ if first else ""
            if before in {"in", "since", "until", "by", "from", "of"}:
                return True
        if following and following[0].lower_ in {"%", "percent"}:
            return True
        if first and self.tokens[first - 1].lower_ in {
            "aged",
            "age",
            "$",
            "€",
            "no.",
            "number",
            "article",
            "resolution",
        }:
            return True
        noun = self._noun(last)
        return noun is not None and lemma_of(noun) in self.know.sets["things"] and core.head is not noun.head

    def _noun(self, last: int) -> Token | None:
        """The noun that a number stands before, adjectives and "of the" between."""
        for token in self.tokens[last + 1 : last + 6]:
            if token.tag_.startswith("NN") and not (
                token.dep_ in {"compound", "amod", "nmod"} and token.head.i > token.i
            ):
                return token
            if token.tag_[:2] not in {"JJ", "NN", "DT", "PR", "VB", "HY"} and token.lower_ not in {
                "of",
                "-",
                "other",
                "more",
            }:
                return None
            if token.tag_.startswith("VB") and token.tag_ not in {"VBN", "VBG"}:
                return None
            if (token.i - self.base) in self.trigger_seen():
                return None
        return None

    def trigger_seen(self) -> set[int]:
        """Where the words of harm stand."""
        return getattr(self, "trigger_at", set())

    def _is_people(self, token: Token) -> bool:
        lemma = lemma_of(token)
        if lemma in self.know.sets["people"] or token.ent_type_ in {"PERSON", "NORP"}:
            return True
        return lemma.endswith(_PERSON_ENDS) and token.tag_.startswith("NN")

    def _read(self, cluster: list[Harm]) -> Iterator[CountMention]:
        harms = {h.harm for h in cluster}
        joint = len(harms) > 1 or "both" in harms
        for harm in cluster:
            if any(c.dep_ == "neg" for c in harm.token.children):
                return
            got = self._people_of(harm, cluster)
            if got is None:
                continue
            count, span, people = got
            trigger = self.sentence.at(harm.token)
            nothing = count.best == 0
            names = sorted({"killed", "injured"} if "both" in harms else harms)
            for name in names if nothing or not joint else ["killed" if "killed" in names else names[0]]:
                yield CountMention(
                    name, count, span, trigger, people, joint and not nothing, self.sentence.index
                )
            return

    def _people_of(self, harm: Harm, cluster: list[Harm]) -> tuple[Count, Span, Span | None] | None:
        frame = harm.frame
        if frame in {"toll", "number"} or is_put(harm.token):
            return self._toll(harm)
        if frame == "loss":
            return None
        if frame == "captive" and lemma_of(harm.token.head) not in self.know.sets["captors"]:
            return None
        heads = patients(harm)
        counted = self._add(heads, harm)
        beside = self._beside(harm, 1) if frame in {"object", "state", "noun"} else None
        if frame == "captive" and counted is None:
            taken = harm.token.head
            beside = self._beside(Harm(taken, taken.i - self.base, harm.harm, "state"), 1)
        if counted is None and beside is None and not heads and frame in {"object", "subject", "state"}:
            beside, heads = self._shared(harm)
            counted = self._add(heads, harm)
        if counted is None and beside is None:
            beside = self._beside(harm, 6)
        if counted is not None:
            return counted
        if beside is None and frame == "noun" and harm.token.dep_ in SUBJECTS:
            return self._toll(harm)
        if beside is not None:
            return self._as_told(beside, harm)
        return self._unnumbered(heads, harm)

    def _shared(self, harm: Harm) -> tuple[_Number | None, list[Token]]:
        """For "two were killed and seven others, among them children, injured": seven; else the subject."""
        verb = harm.token
        heads: list[Token] = []
        while verb.dep_ == "conj" and verb.head is not verb and not heads:
            verb = verb.head
            heads = [c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj:pass"}] or (
                [c for c in verb.children if c.dep_ in SUBJECTS] if harm.frame == "subject" else []
            )
        if not heads or not self.base <= verb.i:
            return None, heads
        for number in self.numbers:
            inside = verb.i - self.base < number.first < harm.index and number.first not in self.spent
            if inside and self._before(self.tokens[number.first]) in {"and", ",", "while", "others"}:
                noun = self._noun(number.last)
                if noun is not None and self._is_people(noun) and self._fits(noun, number, harm):
                    return number, []
        return None, heads

    def _add(self, heads: list[Token], harm: Harm) -> tuple[Count, Span, Span | None] | None:
        """The number of a noun phrase; of coordinated ones the sum."""
        parts: list[tuple[_Number, Token]] = []
        if len(heads) > 1 and self._number_of(heads[0]) is not None:
            heads = heads[:1]  # a second subject is a misreading ("Ten soldiers loyal to *Machar* died")
        for head in heads:
            for one in (head, *self._conjuncts(head)):
                number = self._number_of(one)
                if number is not None and number not in [n for n, _ in parts]:
                    again = harm.token.dep_ == "amod" and number.first in self.spent
                    if not again and self._fits(one, number, harm):
                        parts.append((number, one))
                elif number is None and self._single(one) and self._is_people(one):
                    i = max(0, one.left_edge.i - self.base)
                    parts.append((_Number(i, one.i - self.base, Count(1, 1, 1), told=False), one))
        if not any(n.told for n, _ in parts):
            return None
        first, head = parts[0]
        last = max(n.last for n, _ in parts) if len(parts) == 1 else max(h.i - self.base for _, h in parts)
        span = self.sentence.cover(self.tokens[first.first], self.tokens[last])
        self.spent.update(n.first for n, _ in parts)
        count = first.count
        for number, _ in parts[1:]:
            count = add(count, number.count)
        noun = head if head.i - self.base > first.last else self._noun(first.last)
        return self._families(count, noun), span, self._people_span(noun, harm)

    def _conjuncts(self, head: Token) -> list[Token]:
        return [
            t
            for t in head.conjuncts
            if t.i > head.i
            and 0 <= t.i - self.base < len(self.tokens)
            and t.tag_[:2] in {"NN", "CD"}
            and t.i - self.base not in self.trigger_at
            and not self._among(head, t)
            and not any(c.dep_ in {"acl", "amod"} and c.i - self.base in self.trigger_at for c in t.children)
        ]

    def _among(self, head: Token, other: Token) -> bool:
        """As in "twenty people, among them a minister and a deputy": the deputy is one of the twenty."""
        between = [t.lower_ for t in self.tokens[head.i - self.base + 1 : max(0, other.i - self.base)]]
        return bool({"among", "including", "include", "includes"} & set(between))

    def _single(self, token: Token) -> bool:
        if token.ent_type_ == "PERSON":
            return True
        return token.tag_ == "NN" and any(
            c.lower_ in {"a", "an", "one", "his", "her", "their"} for c in token.children
        )

    def _number_of(self, head: Token) -> _Number | None:
        """The number phrase on a noun, or that it is itself."""
        own = self.at_token.get(head.i - self.base)
        if own is None and head.dep_ == "pobj" and head.head.lower_ == "of":
            own = self.at_token.get(head.head.head.i - self.base)
        if own:
            return own
        for child in head.children:
            if child.i < head.i and child.dep_ in {
                "nummod",
                "amod",
                "det",
                "quantmod",
                "nmod",
                "compound",
                "advmod",
            }:
                for token in (child, *child.lefts):
                    number = self.at_token.get(token.i - self.base)
                    if number:
                        return number
        return None

    def _fits(self, noun: Token, number: _Number, harm: Harm) -> bool:
        """Whether a number with this noun can be a number of people so harmed."""
        lemma = lemma_of(noun)
        inner = self._noun(number.last) if noun.i - self.base <= number.last else noun
        if inner is not None:
            lemma = lemma_of(inner)
        if inner is not None and lemma in self.know.sets["things"] and inner is not harm.token:
            return False
        trigger = lemma_of(harm.token)
        if harm.frame == "mover":
            return lemma in self.know.sets["moving"]
        if trigger in self.know.sets["people_only"] and harm.frame != "state":
            return self._is_people(inner) if inner is not None else not self._of_things(number)
        return True

    def _of_things(self, number: _Number) -> bool:
        """Whether a bare number goes on counting things: "shot down 60 *drones* and *24* were lost"."""
        counted = [self._noun(i) for i in range(number.first) if self.tokens[i].tag_ == "CD"]
        named = [noun for noun in counted if noun is not None]
        return bool(named) and lemma_of(named[-1]) in self.know.sets["things"]

    def _families(self, count: Count, noun: Token | None) -> Count:
        if noun is not None and lemma_of(noun) in self.know.sets["groups"]:
            return Count(count.low or count.best, None, None)
        return count

    def _people_span(self, noun: Token | None, harm: Harm) -> Span | None:
        if noun is None or noun.tag_ == "CD" or noun is harm.token or noun.i - self.base in self.trigger_at:
            return None
        return self.sentence.at(noun)

    def _beside(self, harm: Harm, reach: int) -> _Number | None:
        """The number next to a word of harm: "five others wounded", "killing at least 20"."""
        known = self.know.sets["people"]
        step = harm.index - 1
        passed = 0
        while step >= 0 and passed <= reach and harm.frame != "life":
            number = self.at_token.get(step)
            if number:
                if number.first in self.spent:
                    return None
                active = harm.frame == "object" and harm.token.tag_ in {"VBG", "VB", "VBP", "VBZ"}
                return None if active or not self._beside_fits(number, harm) else number
            token = self.tokens[step]
            lemma = lemma_of(token)
            if token.lower_ == "of" and step == harm.index - 2:
                break  # "four of the wounded": a part, counted elsewhere
            if step in self.trigger_at or not (
                token.lower_ in _BETWEEN
                or lemma in known
                or token.tag_ in {"JJ", "RB", "NNPS"}
                or self._is_people(token)
            ):
                break
            step -= 1
            passed += 1
        if harm.frame in {"object", "noun", "life"}:
            for token in self.tokens[harm.index + 1 : harm.index + 1 + min(reach, 3)]:
                number = self.at_token.get(token.i - self.base)
                if number:
                    return number if self._beside_fits(number, harm) else None
                if token.tag_ not in {"RB", "DT", "JJ", "JJR", "IN"} or token.lower_ in {
                    "in",
                    "on",
                    "at",
                    "by",
                    "near",
                    "since",
                }:
                    break
        return None

    def _beside_fits(self, number: _Number, harm: Harm) -> bool:
        noun = self._noun(number.last)
        if noun is None:
            passive = harm.token.tag_ == "VBN" and min(self.trigger_at) < harm.index
            return harm.frame != "mover" and (
                passive or lemma_of(harm.token) not in self.know.sets["people_only"]
            )
        return self._fits(noun, number, harm)

    def _as_told(self, number: _Number, harm: Harm) -> tuple[Count, Span, Span | None]:
        noun = self._noun(number.last)
        self.spent.add(number.first)
        span = self.sentence.cover(self.tokens[number.first], self.tokens[number.last])
        return self._families(number.count, noun), span, self._people_span(noun, harm)

    def _unnumbered(self, heads: list[Token], harm: Harm) -> tuple[Count, Span, Span | None] | None:
        """Without a number, "a soldier" is one; "civilians" are two or more; "nobody" is none."""
        if harm.frame in {"mover", "toll", "life", "captive"} or harm.harm == "displaced":
            return None
        for head in heads:
            if head.lower_ in {"nobody", "none"} or (head.lower_ == "one" and self._before(head) == "no"):
                return Count(0, 0, 0), self.sentence.at(head), None
            if head.lower_ == "another":
                return Count(1, 1, 1), self.sentence.at(head), None
            if head is harm.token or not self._is_people(head) or lemma_of(head) in self.know.sets["things"]:
                continue
            if lemma_of(head) in self.know.sets["groups"] or lemma_of(head) in self.know.sets["collective"]:
                continue
            first = self.tokens[max(0, head.left_edge.i - self.base)]
            if head.tag_ in {"NNS", "NNPS"} or head.lower_ == "people":
                return Count(2, None, None), self.sentence.at(head), self.sentence.at(head)
            if head.tag_ == "NN" or head.ent_type_ == "PERSON":
                start = (
                    first
                    if first.lower_ in {"a", "an", "the", "its", "his", "her", "their", "another"}
                    else head
                )
                more = sum(self._single(c) for c in self._conjuncts(head))
                count = Count(1 + more, 1 + more, 1 + more)
                return count, self.sentence.cover(start, head), self.sentence.at(head)
        return None

    def _before(self, token: Token) -> str:
        i = token.i - self.base
        return self.tokens[i - 1].lower_ if i > 0 else ""

    def _toll(self, harm: Harm) -> tuple[Count, Span, Span | None] | None:
        """The number of "the death toll rose to 311", "a toll of 12", "the number of dead has passed 40"."""
        start = harm.index + 1
        if harm.frame == "number":
            told = [t.lower_ for t in self.tokens[start : start + 3]]
            kind = next((self.know.toll_of[w] for w in told if w in self.know.toll_of), "")
            if not told or told[0] != "of" or not kind:
                return None
            harm.harm = kind
            start += 2
        elif harm.token.i and self._before(harm.token) in {"injury", "casualty"}:
            harm.harm = "injured" if self._before(harm.token) == "injury" else "both"
        found = [n for n in self.numbers if start <= n.first <= start + 18]
        for number in found:
            if self._before(self.tokens[number.first]) in _TOLL_WORDS:
                return self._as_told(number, harm)
        return None
