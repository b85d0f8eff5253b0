"""How many were killed, injured, displaced, detained: the numbers of a report and the harm that each tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from warledger.model import Count, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from warledger.language.document import Document, Sentence

_MOST = 10_000_000_000
_PATIENT_OF_VERB = {"dobj", "obj", "nsubjpass", "nsubj:pass"}
_SUBJECTS = {"nsubj", "nsubjpass", "nsubj:pass"}
_BE = {"be", "been", "was", "were", "is", "are", "being", "got", "get", "'s", "'re"}
_BETWEEN = frozenset(
    "was were been be being are is had have has got also reportedly allegedly and , others other more people left at least in "
    "the were, either both injured".split()
)
_ALIKE = {"object": "verb", "state": "verb", "noun": "noun", "subject": "subject"}
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
        span: The number's words with their bound ("at least 20"), or the noun where no number is told ("a soldier").
        trigger: The word of harm ("killed", "toll").
        people: The noun of those counted ("civilians"), if told.
        joint: True where one number covers several harms ("killed and injured 274", "casualties"): no death toll.
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


@dataclass(slots=True, frozen=True)
class _Words:
    triggers: dict[str, tuple[tuple[str, str], ...]]
    sets: dict[str, frozenset[str]]
    toll_of: dict[str, str]
    numbers: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, tuple[int, ...]]
    bounds: dict[str, str]
    pattern: re.Pattern[str]
    known: frozenset[str]


@dataclass(slots=True)
class _Harm:
    """A word of harm in a sentence, not yet counted."""

    token: Token
    index: int
    harm: str
    frame: str


@cache
def _words() -> _Words:
    raw = yaml.load(
        files(__package__).joinpath("counts.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    triggers: dict[str, list[tuple[str, str]]] = {}
    for harm, frames in raw["triggers"].items():
        for frame, lemmas in frames.items():
            for lemma in lemmas:
                triggers.setdefault(lemma, []).append((harm, frame))
    for lemma in raw["both"]:
        triggers.setdefault(lemma, []).append(("both", "noun"))
    for lemma in raw["toll"]:
        triggers.setdefault(lemma, []).append(("killed", "toll"))
    for lemma in raw["movers"]:
        triggers.setdefault(lemma, []).append(("displaced", "mover"))
    for lemma in raw["captives"]:
        triggers.setdefault(lemma, []).append(("detained", "captive"))
    triggers.setdefault("number", []).append(("killed", "number"))
    triggers.setdefault("life", []).append(("killed", "life"))
    bounds = {word: shape for shape, listed in raw["bounds"].items() for word in listed}
    vague = {k: tuple(v) for k, v in raw["vague"].items()}
    return _Words(
        triggers={k: tuple(v) for k, v in triggers.items()},
        sets={
            k: frozenset(raw[k])
            for k in ("people_only", "moving", "captors", "people", "groups", "collective", "things")
        },
        toll_of=raw["toll_of"],
        numbers=raw["numbers"],
        scales=raw["scales"],
        vague=vague,
        bounds=bounds,
        pattern=_number_pattern(raw["numbers"], raw["scales"], vague, bounds),
        known=frozenset(triggers),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


def _number_pattern(
    numbers: dict[str, int], scales: dict[str, int], vague: dict[str, tuple[int, ...]], bounds: dict[str, str]
) -> re.Pattern[str]:
    word = _either(n for n in numbers if n not in {"a", "an"})
    scale = _either(scales)
    spelled = (
        rf"(?:(?:{word})(?:[-\s](?:{word}))?(?:\s+(?:{scale}))*|(?:a|an)\s+(?:{scale})(?:\s+(?:{scale}))*)"
    )
    figure = rf"\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?(?:\s+(?:{scale}))?"
    number = rf"(?:{figure}|{spelled})"
    return re.compile(
        rf"(?<![\w.,$€£/-])(?:(?P<bound>{_either(bounds)})\s+)?"
        rf"(?:between\s+(?P<low>{number})\s+and\s+(?P<high>{number})|"
        rf"(?P<low2>{figure})(?:-|–)(?P<high2>{figure})|(?P<low3>{number})\s+(?:-|–|to|or)\s+(?P<high3>{number})|"
        rf"(?P<vague>{_either(vague)})|(?P<one>{number}))(?P<more>\s+or\s+more\b)?"
        r"(?!\w|[,.]\d|\s?%|\s+per\s?cent|-?\s?(?:year|month|week|day)s?[-\s]old|[:/-]\d|-\w)",
        re.IGNORECASE,
    )


def _value(words: str) -> int | None:
    """The integer that figures or number words tell."""
    know = _words()
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower().strip()):
        plain = word.replace(",", "")
        if re.fullmatch(r"\d+(?:\.\d+)?", plain):
            if len(plain) > 12:
                return None
            number = float(plain)
            if number != int(number) and word == words.lower().strip():
                return None
            current = current + number if current else number  # type: ignore[assignment]
        elif plain in know.scales:
            current = (current or 1) * know.scales[plain]
            if know.scales[plain] >= 1000:
                total, current = total + current, 0
        elif plain in know.numbers:
            current += know.numbers[plain]
        else:
            return None
    return int(total + current) if total + current <= _MOST else None


def _count(match: re.Match[str]) -> Count | None:
    know = _words()
    bound = re.sub(r"\s+", " ", (match["bound"] or "").lower())
    low, high = (match[k] or match[k + "2"] or match[k + "3"] for k in ("low", "high"))
    if low:
        a, b = _value(low), _value(high)
        if a is None or b is None or a > b:
            return None
        return Count(a, a, b)
    if match["vague"]:
        least, *best = know.vague[re.sub(r"\s+", " ", match["vague"].lower())]
        top = best[0] if best and least == 0 else None
        return Count(least, best[0] if best else None, top)
    number = _value(match["one"])
    if number is None:
        return None
    shape = know.bounds.get(bound, "low-best" if match["more"] else "low-best-high")
    return Count(*(number if name in shape.split("-") else None for name in ("low", "best", "high")))


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
        self.know = _words()

    def mentions(self) -> list[CountMention]:
        """The counts of the sentence."""
        harms = self._harms()
        if not harms:
            return []
        self.tokens: list[Token] = list(self.sentence.tokens)
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

    # ---- words of harm ------------------------------------------------------------------------------------------

    def _harms(self) -> list[_Harm]:
        triggers = self.know.triggers
        found: list[_Harm] = []
        for index, token in enumerate(self.sentence.tokens):
            lemma = token.lemma_.lower()
            rules = triggers.get(lemma) or triggers.get(token.lower_)
            if rules:
                chosen = self._frame(token, rules)
                if chosen:
                    found.append(_Harm(token, index, *chosen))
        return found

    @staticmethod
    def _frame(token: Token, rules: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
        """Which reading the part of speech allows."""
        verbal = token.tag_.startswith("VB")
        for harm, frame in rules:
            if frame in {"object", "subject", "mover"} and verbal:
                return harm, frame
            if frame == "noun" and token.tag_.startswith("NN"):
                return harm, frame
        for harm, frame in rules:
            if frame == "state" and not (verbal and any(f == "object" for _, f in rules)):
                return harm, frame
            if frame in {"toll", "captive", "number", "life"}:
                return harm, frame
            if frame == "object" and token.tag_ in {"JJ", "NN", "NNP"} and token.lower_.endswith("ed"):
                return harm, "state"
        return None

    def _clusters(self, harms: list[_Harm]) -> Iterator[list[_Harm]]:
        """Words of harm joined by nothing but "and" or "or": they share their people."""
        cluster: list[_Harm] = []
        for harm in harms:
            if cluster:
                between = self.tokens[cluster[-1].index + 1 : harm.index]
                joined = len(between) <= 3 and all(t.lower_ in _JOINERS for t in between)
                links = {t.lower_ for t in between} & {"and", "or", "&", "/", "and/or"}
                alike = _ALIKE.get(cluster[-1].frame) == _ALIKE.get(harm.frame, harm.frame)
                if not (joined and alike and (links or not between)):
                    yield cluster
                    cluster = []
            cluster.append(harm)
        if cluster:
            yield cluster

    # ---- numbers ------------------------------------------------------------------------------------------------

    def _numbers(self) -> list[_Number]:
        text = self.sentence.text
        origin = self.tokens[0].idx
        starts = {t.idx - origin: i for i, t in enumerate(self.tokens)}
        ends = {t.idx - origin + len(t.text): i for i, t in enumerate(self.tokens)}
        found: list[_Number] = []
        for match in self.know.pattern.finditer(text):
            first, last = starts.get(match.start()), ends.get(match.end())
            count = _count(match)
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
        if core.ent_type_ in {"DATE", "TIME", "MONEY", "PERCENT"} and core.tag_ == "CD":
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
        return (
            noun is not None and self._lemma(noun) in self.know.sets["things"] and core.head is not noun.head
        )

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

    @staticmethod
    def _lemma(token: Token) -> str:
        return str(token.lemma_).lower()

    def _is_people(self, token: Token) -> bool:
        lemma = self._lemma(token)
        if lemma in self.know.sets["people"] or token.ent_type_ in {"PERSON", "NORP"}:
            return True
        return lemma.endswith(_PERSON_ENDS) and token.tag_.startswith("NN")

    # ---- from a word of harm to its people ---------------------------------------------------------------------

    def _read(self, cluster: list[_Harm]) -> Iterator[CountMention]:
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

    def _people_of(self, harm: _Harm, cluster: list[_Harm]) -> tuple[Count, Span, Span | None] | None:
        frame = harm.frame
        if frame in {"toll", "number"}:
            return self._toll(harm)
        if frame == "captive" and self._lemma(harm.token.head) not in self.know.sets["captors"]:
            return None
        heads = self._patients(harm)
        counted = self._add(heads, harm)
        beside = self._beside(harm, 1) if frame in {"object", "state", "noun"} else None
        if frame == "captive" and counted is None:
            taken = harm.token.head
            beside = self._beside(_Harm(taken, taken.i - self.base, harm.harm, "state"), 1)
        if counted is None and beside is None and not heads and frame in {"object", "subject", "state"}:
            beside, heads = self._shared(harm)
            counted = self._add(heads, harm)
        if counted is None and beside is None:
            beside = self._beside(harm, 6)
        if counted is not None:
            return counted
        if beside is None and frame == "noun" and harm.token.dep_ in _SUBJECTS:
            return self._toll(harm)
        if beside is not None:
            return self._as_told(beside, harm)
        return self._unnumbered(heads, harm)

    def _shared(self, harm: _Harm) -> tuple[_Number | None, list[Token]]:
        """For "two were killed and seven others, three of them children, injured": seven; else the common subject."""
        verb, heads = harm.token, []
        while verb.dep_ == "conj" and verb.head is not verb and not heads:
            verb = verb.head
            heads = [c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj:pass"}] or (
                [c for c in verb.children if c.dep_ in _SUBJECTS] if harm.frame == "subject" else []
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

    def _patients(self, harm: _Harm) -> list[Token]:
        """The heads of those harmed, by the parse."""
        token, frame = harm.token, harm.frame
        if frame == "object":
            found = [c for c in token.children if c.dep_ in _PATIENT_OF_VERB]
            passive = any(c.dep_ == "auxpass" for c in token.children)
            if not found and passive:
                found = [c for c in token.children if c.dep_ == "nsubj"]
            if (
                not found
                and token.dep_ in {"acl", "relcl"}
                and token.tag_ == "VBN"
                and not self._has(token, "nsubj")
            ):
                found = [token.head]
            if not found and token.dep_ in {"acl", "relcl"} and passive:
                found = [token.head]
            if not found and token.dep_ == "amod" and harm.harm != "detained":
                found = [token.head]
            return self._not_pronouns(found, token)
        if frame in {"subject", "mover"}:
            found = [c for c in token.children if c.dep_ in _SUBJECTS]
            if (
                not found
                and token.dep_ == "xcomp"
                and token.head.lemma_ in {"force", "compel", "cause", "prompt"}
            ):
                found = [c for c in token.head.children if c.dep_ in _PATIENT_OF_VERB]
            if not found and token.dep_ == "ccomp":
                found = [c for c in token.head.children if c.dep_ in {"dobj", "nsubjpass"}]
            return self._not_pronouns(found, token)
        if frame == "state":
            found = [token.head] if token.dep_ in {"amod", "acl", "appos"} else []
            if token.dep_ in {"oprd", "acomp", "advcl", "xcomp"}:
                found = [
                    c
                    for c in token.head.children
                    if c.dep_ in {"dobj", "nsubjpass", "nsubj"} and c is not token
                ][-1:]
            if token.dep_ == "ccomp":
                found = [c for c in token.children if c.dep_ == "nsubj"]
            return found
        if frame == "captive":
            verb = token.head
            if token.dep_ in {"dobj", "nsubjpass"} and self._number_of(token):
                return [token]
            return self._patients(_Harm(verb, verb.i - self.base, harm.harm, "object"))
        if frame == "life":
            verb = token.head
            if self._lemma(verb) == "lose" and token.dep_ == "dobj":
                return [c for c in verb.children if c.dep_ == "nsubj"]
            return ([token] if self._lemma(verb) in {"claim", "take", "cost"} else []) and (
                self._of(token) or [token]
            )
        return self._of(token) or [token]

    @staticmethod
    def _has(token: Token, dep: str) -> bool:
        return any(c.dep_ == dep for c in token.children)

    @staticmethod
    def _objects(verb: Token) -> list[Token]:
        return [c for c in verb.children if c.dep_ in _PATIENT_OF_VERB]

    @staticmethod
    def _of(token: Token) -> list[Token]:
        return [
            o for c in token.children if c.lower_ == "of" for o in c.children if o.dep_ in {"pobj", "pcomp"}
        ]

    @staticmethod
    def _not_pronouns(found: list[Token], verb: Token) -> list[Token]:
        """Follow "who were killed" to its noun; other pronouns carry no number."""
        out = []
        for token in found:
            if token.lower_ in {"who", "that", "which", "whom"}:
                if verb.dep_ == "relcl":
                    out.append(verb.head)
            elif token.tag_ != "PRP" or token.lower_ == "one":
                out.append(token)
        return out

    def _add(self, heads: list[Token], harm: _Harm) -> tuple[Count, Span, Span | None] | None:
        """The number of a noun phrase; of coordinated ones the sum."""
        parts: list[tuple[_Number, Token]] = []
        for head in heads:
            for one in (head, *self._conjuncts(head)):
                number = self._number_of(one)
                if number is not None and number not in [n for n, _ in parts]:
                    if self._fits(one, number, harm):
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
            count = _sum(count, number.count)
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
        ]

    def _single(self, token: Token) -> bool:
        return token.tag_ == "NN" and any(
            c.lower_ in {"a", "an", "one", "his", "her", "their"} for c in token.children
        )

    def _number_of(self, head: Token) -> _Number | None:
        """The number phrase on a noun, or that it is itself."""
        own = self.at_token.get(head.i - self.base)
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

    def _fits(self, noun: Token, number: _Number, harm: _Harm) -> bool:
        """Whether a number with this noun can be a number of people so harmed."""
        lemma = self._lemma(noun)
        inner = self._noun(number.last) if noun.i - self.base <= number.last else noun
        if inner is not None:
            lemma = self._lemma(inner)
        if inner is not None and lemma in self.know.sets["things"] and inner is not harm.token:
            return False
        trigger = self._lemma(harm.token)
        if harm.frame == "mover":
            return lemma in self.know.sets["moving"]
        if trigger in self.know.sets["people_only"] and harm.frame != "state":
            return inner is None or self._is_people(inner)
        return True

    def _families(self, count: Count, noun: Token | None) -> Count:
        if noun is not None and self._lemma(noun) in self.know.sets["groups"]:
            return Count(count.low or count.best, None, None)
        return count

    def _people_span(self, noun: Token | None, harm: _Harm) -> Span | None:
        if noun is None or noun.tag_ == "CD" or noun is harm.token or noun.i - self.base in self.trigger_at:
            return None
        return self.sentence.at(noun)

    def _beside(self, harm: _Harm, reach: int) -> _Number | None:
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
            lemma = self._lemma(token)
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

    def _beside_fits(self, number: _Number, harm: _Harm) -> bool:
        noun = self._noun(number.last)
        if noun is None:
            passive = harm.token.tag_ == "VBN" and min(self.trigger_at) < harm.index
            return harm.frame != "mover" and (
                passive or self._lemma(harm.token) not in self.know.sets["people_only"]
            )
        return self._fits(noun, number, harm)

    def _as_told(self, number: _Number, harm: _Harm) -> tuple[Count, Span, Span | None]:
        noun = self._noun(number.last)
        self.spent.add(number.first)
        span = self.sentence.cover(self.tokens[number.first], self.tokens[number.last])
        return self._families(number.count, noun), span, self._people_span(noun, harm)

    def _unnumbered(self, heads: list[Token], harm: _Harm) -> tuple[Count, Span, Span | None] | None:
        """ "a soldier" is one; "civilians" are two or more; "nobody" is none."""
        if harm.frame in {"mover", "toll", "life", "captive"} or harm.harm == "displaced":
            return None
        for head in heads:
            if head.lower_ in {"nobody", "none"} or (head.lower_ == "one" and self._before(head) == "no"):
                return Count(0, 0, 0), self.sentence.at(head), None
            if (
                head is harm.token
                or not self._is_people(head)
                or self._lemma(head) in self.know.sets["things"]
            ):
                continue
            if (
                self._lemma(head) in self.know.sets["groups"]
                or self._lemma(head) in self.know.sets["collective"]
            ):
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
                more = len(self._conjuncts(head))
                count = Count(1 + more, 1 + more, 1 + more)
                return count, self.sentence.cover(start, head), self.sentence.at(head)
        return None

    def _before(self, token: Token) -> str:
        i = token.i - self.base
        return self.tokens[i - 1].lower_ if i > 0 else ""

    def _toll(self, harm: _Harm) -> tuple[Count, Span, Span | None] | None:
        """ "the death toll rose to 311", "a toll of 12", "the number of dead has passed 40"."""
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
        opened = {"to", "at", "of", "reached", "passed", "exceeded", "hit", "topped", "surpassed", "past", "is", "was", "reaching", "as",
            "exceeding", "exceeds", "tops", "reaches", "now", ":"}  # fmt: skip
        for number in found:
            if self._before(self.tokens[number.first]) in opened:
                return self._as_told(number, harm)
        return None


def _sum(one: Count, two: Count) -> Count:
    def add(a: int | None, b: int | None) -> int | None:
        return a + b if a is not None and b is not None else None

    low = add(one.low or one.best, two.low or two.best)
    return Count(low, add(one.best, two.best), add(one.high, two.high))


__all__ = ["CountFinder", "CountMention"]
