"""Who that is: leads a source's words back to the fullest name that the report has for it.

A light resolution of names, roles and pronouns among the sources of one report. Where the cast of the report
knows the party, with an id of the registry, the cast's name is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import lexicon
from warledger.coding.attribution.names import Names, key_words
from warledger.coding.attribution.syntax import subject_of
from warledger.coding.attribution.table import Table

if TYPE_CHECKING:
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token
    from warledger.model import Actor

_HE = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
_IT = {"it", "its", "itself"}
_THEY = {"they", "them", "their", "theirs", "those", "these", "themselves", "both"}
_WE = {"i", "we", "me", "us", "my", "our", "mine", "ours", "you"}
_RELATIVE = {"who", "which", "that", "whom", "whose", "where"}
_MEDIA = re.compile(
    r"\b(news|agency|agencies|tv|television|radio|times|post|press|journal|channel|media|broadcaster|newspaper|network"
    r"|daily|gazette|telegraph|herald|tribune|outlet|website)\b",
    re.IGNORECASE,
)
_MEDIA_HEADS = {
    "agency",
    "outlet",
    "newspaper",
    "channel",
    "broadcaster",
    "network",
    "paper",
    "tv",
    "television",
    "radio",
    "magazine",
    "website",
}
_MONITOR = re.compile(r"\b(observatory|monitor\w*|watch|watchdog)\b", re.IGNORECASE)
_PREPOSITIONS = {"from", "in", "on", "of", "by", "with", "at", "to", "for", "and"}
_BODIES = {
    "group", "organization", "organisation", "faction", "militia", "alliance", "movement", "party", "agency",
    "body", "company",
}  # fmt: skip
_POSSESSIVE = {"its", "their", "his", "her"}
_DEFINITE = {"the", "this", "its", "their", "his", "her"}
_UNSIGNED = {"report", "rumor", "rumour", "claim", "allegation"}
_SPEECH = {"say", "confirm", "deny", "plan", "demand", "accuse", "reject", "report-noun"}


class CastLike(Protocol):
    """What the naming asks of the cast of a report."""

    def actor_at(self, sentence: Sentence, head: Token, /) -> Actor:
        """The party that a noun phrase names."""

    def fullest(self, name: str, /) -> Actor:
        """The party that a name stands for."""


@dataclass(slots=True)
class _Speaker:
    name: str
    id: str
    person: bool
    plural: bool
    paragraph: int
    statement: bool


class Namer:
    """Names the sources of one report, in the order in which they speak."""

    def __init__(self, table: Table, cast: CastLike | None = None) -> None:
        """Read the names of the report.

        Args:
            table: The report as a table.
            cast: The parties of the report, where there is one.
        """
        self.table = table
        self._cast = cast
        self._words = lexicon()
        self._speakers: list[_Speaker] = []
        self._names = Names(table)

    def name(self, found: Found, around: tuple[str, str] | None) -> tuple[str, str]:
        """The name and id of a saying's source; ("", "") when the report leaves it open.

        Args:
            found: The saying.
            around: Name and id of the source of the saying that this one stands in, if any.
        """
        if found.source_head < 0:
            return ("", "")
        name, key = self.resolve(found.source_head, around)
        table, head = self.table, found.source_head
        low = table.lower[head]
        if name and low not in _WE and self._may_speak(found):
            self._speakers.append(
                _Speaker(
                    name,
                    key,
                    self._is_person(head, name),
                    table.tag[head] in ("NNS", "NNPS")
                    or any(table.dep[k] == "conj" for k in table.kids[head]),
                    table.paragraph[head],
                    table.lemma[head] in self._words.sets["statements"],
                )
            )
        return name, key

    def _may_speak(self, found: Found) -> bool:
        """Whether later pronouns may lead back to this source: things and feelings are no speakers."""
        if found.cue_class not in _SPEECH:
            return False
        table, head = self.table, found.source_head
        if table.pos[head] != "NOUN":
            return True
        lemma = table.lemma[head]
        known = (
            self._words.sets["persons"] | self._words.sets["institutions"] | self._words.sets["statements"]
        )
        return lemma in known or table.tag[head] == "NNS" or table.lemma[found.head] in ("say", "tell")

    def resolve(self, head: int, around: tuple[str, str] | None = None, depth: int = 0) -> tuple[str, str]:
        """The name and id of the party that a noun phrase names."""
        table = self.table
        low, lemma = table.lower[head], table.lemma[head]
        if depth > 4:
            return self._names.plain(head), ""
        if low in _RELATIVE and table.pos[head] in ("PRON", "DET", "SCONJ"):
            antecedent = self._antecedent(head)
            if antecedent >= 0:
                return self.resolve(antecedent, around, depth + 1)
            return self._last(lambda s: True) or ("", "")
        pronoun = self._pronoun(head, around)
        if pronoun is not None:
            return pronoun
        if low in ("latter", "former"):
            known = self._ask(head)
            if known is not None and known.name:
                return known.name, known.id
        if self._is_unsigned(head):
            return "", ""
        if lemma in self._words.sets["statements"] and table.pos[head] == "NOUN":
            issuer = self._issuer(head, around, depth)
            if issuer:
                return issuer
        full = self._full(head)
        return self._with_cast(head, full)

    def _pronoun(self, head: int, around: tuple[str, str] | None) -> tuple[str, str] | None:
        """Who a personal pronoun stands for: the last that spoke and is of its kind; None for other words."""
        low = self.table.lower[head]
        if low in _WE:
            return around or self._last(lambda s: True) or ("", "")
        if low in _HE:
            return self._last(lambda s: s.person) or self._person_before(head)
        if low in _IT:
            return self._last(lambda s: not s.person) or self._institution_before(head)
        if low in _THEY:
            return (
                self._last(lambda s: s.plural)
                or self._last(lambda s: not s.person)
                or self._institution_before(head)
            )
        return None

    def _antecedent(self, head: int) -> int:
        """The noun that a relative pronoun leads back to, or -1."""
        table = self.table
        up = table.head[head]
        for _ in range(4):
            if table.dep[up] in ("relcl", "acl"):
                return table.head[up]
            if table.head[up] == up:
                break
            up = table.head[up]
        return -1

    def _is_unsigned(self, head: int) -> bool:
        """Whether it is bare "reports" or "rumours", which nobody signs."""
        table = self.table
        signs = ("poss", "compound", "amod", "prep", "det", "acl")
        bare = not any(table.dep[k] in signs for k in table.kids[head])
        return bare and table.lemma[head] in _UNSIGNED and table.tag[head] == "NNS"

    def _with_cast(self, head: int, full: str) -> tuple[str, str]:
        """The name, or the cast's where that says more, and the registry's id."""
        known = self._ask(head)
        if self._cast is None or known is None or not known.name:
            return full, ""
        if known.name.split(" ", 1)[0] in _PREPOSITIONS:
            return full, known.id
        mine, theirs = set(key_words(full)), set(key_words(known.name))
        plain = set(key_words(self._names.plain(head)))
        if mine == theirs:
            name = known.name if len(known.name) > len(full) else full
            # A short form may be another's name as well; the full one tells them apart.
            return name, (self._id_of(name) if mine > plain else "") or known.id
        if mine < theirs and len(theirs) <= 12:
            return known.name, known.id
        table = self.table
        meant = table.pos[head] == "PROPN" or table.tag[head] != "NNS" or self._is_definite(head)
        if mine == plain and known.id and theirs and not theirs < mine and meant:
            return known.name, known.id
        if theirs < mine and known.id and self.table.pos[head] == "PROPN":
            return full, known.id
        fuller = self._cast.fullest(full)
        return full, fuller.id

    def _id_of(self, name: str) -> str:
        return self._cast.fullest(name).id if self._cast is not None and name else ""

    def _is_definite(self, head: int) -> bool:
        return any(self.table.lower[k] in _DEFINITE for k in self.table.kids[head])

    def _ask(self, head: int) -> Any:
        if self._cast is None:
            return None
        table = self.table
        return self._cast.actor_at(table.document.sentences[table.sentence[head]], table.tokens[head])

    def _full(self, head: int) -> str:
        table = self.table
        for kid in table.kids[head]:
            named = table.dep[kid] == "appos" and table.pos[head] == "NOUN" and table.pos[kid] == "PROPN"
            near = kid == head + 1 or (table.ent[kid] in ("PERSON", "ORG") and kid - head < 8)
            if named and near:
                return self._names.fullest(self._names.proper(kid))
        plain = self._names.plain(head)
        proper = table.pos[head] == "PROPN" or table.ent[head] in ("PERSON", "ORG")
        definite = self._is_definite(head)
        if proper:
            name = self._names.fullest(self._names.proper(head) or plain)
            if name:
                return name
        if definite or not proper:
            found = self._role(head, plain, definite)
            if found:
                return found
        return plain

    def _role(self, head: int, plain: str, definite: bool) -> str:
        """Who "the ministry", "the war monitor" or "the UAE president" is."""
        table = self.table
        lemma = table.lemma[head]
        described_by = any(table.dep[k] == "amod" for k in table.kids[head])
        if not definite and not described_by and lemma not in ("monitor", "observatory"):
            return ""
        others = set(key_words(plain)) - {lemma, table.lower[head]}
        described = {
            w for w in others if w not in ("war", "based", "state", "local", "britain", "london", "uk")
        }
        if lemma in ("monitor", "watchdog") or (
            lemma in ("group", "organisation", "organization") and _MONITOR.search(plain)
        ):
            return self._latest(lambda t: bool(_MONITOR.search(t)), head)
        if not definite:
            return ""
        forms = {lemma, table.lower[head]}
        found = self._latest_speaker(
            lambda t: bool(forms & set(key_words(t))) and described <= set(key_words(t))
        )
        if found:
            return self._named_beside(head, found) or found
        found = self._latest(lambda t: lemma in key_words(t) and described <= set(key_words(t)), head)
        if found:
            return found
        if lemma in _MEDIA_HEADS and not described:
            return self._latest_speaker(lambda t: bool(_MEDIA.search(t)) or t.isupper())
        if not described and lemma in self._words.sets["institutions"]:
            speaker = self._last(lambda s: not s.person)
            if speaker and lemma in _BODIES:
                return speaker[0]
        return ""

    def _named_beside(self, head: int, speaker: str) -> str:
        """For "the group" of a nameless speaker ("an armed group said"): the body its sentence names."""
        table = self.table
        if table.lemma[head] not in _BODIES or speaker.rsplit(" ", 1)[-1][:1].isupper():
            return ""
        begin = table.bounds[table.sentence[head]][0]
        named = [n for n in self._names.all if begin <= n.at < head and not n.person and len(n.words) > 2]
        return self._names.fullest(named[0].text) if named else ""

    def _latest_speaker(self, test: Any) -> str:
        return next((s.name for s in reversed(self._speakers) if test(s.name)), "")

    def _latest(self, test: Any, head: int) -> str:
        earlier = [n for n in self._names.all if n.at < head and test(n.text)]
        chosen = (
            earlier[-1]
            if earlier
            else next((n for n in self._names.all if n.at > head and test(n.text)), None)
        )
        return self._names.fullest(chosen.text) if chosen else ""

    def _last(self, test: Any) -> tuple[str, str] | None:
        for speaker in reversed(self._speakers):
            if test(speaker):
                return speaker.name, speaker.id
        return None

    def _person_before(self, head: int) -> tuple[str, str]:
        people = [n for n in self._names.all if n.person and n.at < head]
        name = self._names.fullest(people[-1].text) if people else ""
        return name, self._id_of(name)

    def _institution_before(self, head: int) -> tuple[str, str]:
        table = self.table
        begin = table.bounds[table.sentence[head]][0]
        for word in range(head - 1, begin - 1, -1):  # "The army took the village, *it* said"
            if table.dep[word] in ("nsubj", "nsubjpass") and self._may_be_it(word, head):
                return self.resolve(word, None, 1)
        for name in reversed(self._names.all):
            if table.ent[name.head] in ("DATE", "TIME"):
                continue
            if name.at < begin and not name.person and table.dep[name.head] in ("nsubj", "nsubjpass"):
                full = self._names.fullest(name.text)
                return full, self._id_of(full)
        for name in reversed(self._names.all):
            dated = table.ent[name.head] in ("DATE", "TIME")
            described = table.dep[name.head] in ("amod", "npadvmod")  # "*Kurdish*-led forces"
            if name.at < head and not (name.person or name.place or dated or described):
                full = self._names.fullest(name.text)
                return full, self._id_of(full)
        return "", ""

    def _may_be_it(self, word: int, pronoun: int) -> bool:
        """Whether a subject right before is the body that "it said" or "they said" means."""
        table = self.table
        many = table.tag[word] in ("NNS", "NNPS")
        if table.lower[pronoun] not in _IT | _THEY or many != (table.lower[pronoun] in _THEY):
            return False
        return table.lemma[word] in self._words.sets["institutions"]

    def _issuer(self, head: int, around: tuple[str, str] | None, depth: int) -> tuple[str, str] | None:
        """Who issued "the statement": its owner, "by …", "from …", else the last that spoke."""
        table = self.table
        for kid in table.kids[head]:
            if table.dep[kid] == "poss":
                return self.resolve(kid, around, depth + 1)
            if table.dep[kid] in ("compound", "amod") and table.ent[kid] in ("ORG",):
                return self._names.fullest(self._names.proper(kid)), ""
            if table.dep[kid] == "prep" and table.lower[kid] in ("by", "from", "of", "on"):
                for inner in table.kids[kid]:
                    owner = self._owner_of_outlet(inner)
                    if owner >= 0:
                        return self.resolve(owner, around, depth + 1)
                    if (
                        table.ent[inner] in ("ORG", "PERSON")
                        or table.lemma[inner] in self._words.sets["institutions"]
                    ):
                        return self.resolve(inner, around, depth + 1)
            if (
                table.dep[kid] == "acl"
                and table.lemma[kid] in self._words.sets["issuing"] | self._words.sets["carrying"]
            ):
                for agent in table.kids[kid]:
                    if table.dep[agent] == "agent" or table.lower[agent] in ("by", "from"):
                        for inner in table.kids[agent]:
                            return self.resolve(inner, around, depth + 1)
        definite = self._may_refer_back(head)
        if definite and self._speakers:
            return self._speakers[-1].name, self._speakers[-1].id
        return None

    def _may_refer_back(self, head: int) -> bool:
        """Whether "the statement" may be the last speaker's; "a private report" is somebody else's."""
        table = self.table
        words = {table.lower[k] for k in table.kids[head]}
        if table.lemma[head] == "report" and "a" in words:
            return False
        return bool(words & {"the", "this", "another", "a", "same"})

    def _owner_of_outlet(self, word: int) -> int:
        """Whose page it is in "a statement on *its* page": the subject of the sentence; -1 for none."""
        table = self.table
        if not any(table.dep[k] == "poss" and table.lower[k] in _POSSESSIVE for k in table.kids[word]):
            return -1
        begin, end = table.bounds[table.sentence[word]]
        root = next((w for w in range(begin, end) if table.head[w] == w), word)
        subject, passive = subject_of(table, root)
        return -1 if passive or subject >= word else subject

    def _is_person(self, head: int, name: str) -> bool:
        table = self.table
        if table.lower[head] in _HE:
            return True
        if table.lower[head] in _IT:
            return False
        if table.tag[head] == "NNP" and head and table.lower[head - 1] == "the":
            return False  # "the Observatory", "the Kremlin", whatever the model takes them for
        if table.pos[head] == "NOUN":
            if table.lemma[head] in self._words.sets["persons"]:
                return True
            if table.lemma[head] in self._words.sets["institutions"] | self._words.sets["statements"]:
                return self._person_name(name)
        return table.ent[head] == "PERSON" or self._person_name(name)

    def _person_name(self, name: str) -> bool:
        words = set(key_words(name))
        return any(n.person and len(n.words) > 1 and set(n.words) <= words for n in self._names.all)
