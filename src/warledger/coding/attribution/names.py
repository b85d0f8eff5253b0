"""The proper names of a report: each as it stands, and the fullest form of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from warledger.coding.attribution.syntax import noun_phrase
from warledger.coding.attribution.table import Table

_ARTICLES = {
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "its",
    "his",
    "her",
    "their",
    "another",
    "our",
    "one",
    "some",
}
_JOINING = {"al", "-", "el", "of", "for", "the", "and", "de"}
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_DROP = {"al", "el", "the", "of", "for", "and", "an", "ar", "as", "mr", "mrs", "ms", "s"}


@dataclass(slots=True)
class Name:
    """A name, its telling words, its head and where it stands."""

    text: str
    words: tuple[str, ...]
    head: int
    at: int
    person: bool
    place: bool


class Names:
    """The proper names of one report."""

    def __init__(self, table: Table) -> None:
        """Read them off the table."""
        self.table = table
        self._aliases: dict[str, str] = {}
        self.all = self._collect()

    def plain(self, head: int) -> str:
        """The words of a source without article and possessive ending, acronyms of the report spelled out."""
        table = self.table
        chosen = noun_phrase(table, head)
        while chosen and (table.lower[chosen[0]] in _ARTICLES or not _WORD.search(table.text[chosen[0]])):
            chosen.pop(0)
        while chosen and (table.tag[chosen[-1]] == "POS" or not _WORD.search(table.text[chosen[-1]])):
            if table.text[chosen[-1]] == ")" and any(table.text[w] == "(" for w in chosen):
                break
            chosen.pop()
        text = table.words(chosen) if chosen else table.text[head]
        first = text.split(" ", 1)
        if len(first) == 2 and first[0].isupper() and first[0].lower() in self._aliases:
            return f"{self._aliases[first[0].lower()]} {first[1]}"
        return text

    def proper(self, head: int) -> str:
        """A proper name with its titles, without what merely describes it ("the Britain-based …")."""
        table = self.table
        chosen = noun_phrase(table, head)
        cut = next((i for i, w in enumerate(chosen) if table.text[w] in ("(", ",") and w > head), len(chosen))
        chosen = chosen[:cut]
        for i, w in enumerate(chosen):
            ends = table.lower[w] in ("in", "on", "at", "with", "and", "from", "to", "by")
            if w > head and ends and (table.lower[w] != "and" or table.ent[w] == ""):
                chosen = chosen[:i]
                break
        while chosen and table.tag[chosen[-1]] == "POS":
            chosen.pop()
        start = 0
        named = False
        for i, w in enumerate(chosen):
            if w >= head:
                break
            named |= table.text[w][:1].isupper() and table.tag[w] != "JJ"
            if named and table.text[head].islower():
                break  # "Xinhua news agency"
            capital = table.text[w][:1].isupper()
            hyphen = i + 2 < len(chosen) and table.text[chosen[i + 1]] == "-" and chosen[i + 2] <= head
            if table.lower[w] in _ARTICLES or (
                not capital
                and table.tag[w] != "POS"
                and table.lower[w]
                not in ("al", "el", "bin", "ibn", "of", "for", "abu", "-", "de", "van", "von", "and")
            ):
                start = i + 1
            elif hyphen and table.text[chosen[i + 2]].islower():
                start = i + 3
        chosen = chosen[start:]
        while chosen and (
            table.text[chosen[0]] in ("-", "'s", "'", '"', ",")
            or (table.lower[chosen[0]] in ("and", "or", "but") and chosen[0] < head)
        ):
            chosen.pop(0)
        while len(chosen) > 1 and table.lower[chosen[0]] in _ARTICLES:
            chosen.pop(0)
        return table.words(chosen)

    def _collect(self) -> list[Name]:
        table = self.table
        out: list[Name] = []
        for word in range(len(table)):
            if table.pos[word] != "PROPN":
                continue
            self._note_alias(word)
            if table.dep[word] in ("compound", "flat", "nmod") and not self._closes_name(word):
                continue
            text = self.proper(word)
            key = key_words(text)
            if not key or len(key) > 14:
                continue
            ent = table.ent[word]
            place = ent in ("GPE", "LOC", "FAC") and len(key) == 1
            out.append(Name(text, key, word, word, ent == "PERSON", place))
        return out

    def _note_alias(self, word: int) -> None:
        """Keep the long form of an acronym that stands in brackets after it."""
        table = self.table
        after = word + 1
        if after + 2 >= len(table) or table.text[after] != "(" or table.text[after + 2] != ")":
            return
        inner = table.text[after + 1]
        if inner.isupper() and 2 <= len(inner) <= 10:
            top = self._top(word)
            text = self.proper(top)
            if not _initials(inner, text):
                # Where the name stands before a common noun ("… Front (LF) fighters"), its words by sight.
                first = word
                while first > 0 and (
                    table.text[first - 1][:1].isupper() or table.lower[first - 1] in _JOINING
                ):
                    first -= 1
                text = table.words(
                    [w for w in range(first, after) if w > first or table.lower[w] not in _ARTICLES]
                )
            self._aliases.setdefault(inner.lower(), text)

    def _closes_name(self, word: int) -> bool:
        """Whether a name ends here though a common noun follows ("Liberation Army fighters")."""
        table = self.table
        after = word + 1
        return (
            table.ent[word] == "ORG"
            and table.pos[table.head[word]] == "NOUN"
            and table.head[word] > word
            and (after >= len(table) or table.ent[after] != "ORG" or table.text[after] == "(")
            and table.ent[word - 1] == "ORG"
        )

    def _top(self, word: int) -> int:
        """The head of the whole name that a word closes ("Observatory" for "Rights")."""
        table, top = self.table, word
        for _ in range(6):
            up = table.head[word]
            if table.dep[word] not in ("pobj", "prep", "compound", "conj") or table.pos[up] not in (
                "PROPN",
                "ADP",
            ):
                break
            word = up
            if table.pos[word] == "PROPN":  # not the "from" of "took it back from the Liberation Front (LF)"
                top = word
        return top

    def fullest(self, name: str) -> str:
        """The longest name of the report that this one is short for."""
        key = key_words(name)
        if not key:
            return name
        best = name
        if len(key) == 1:
            alias = self._aliases.get(key[0])
            if alias:
                return alias
        inside = set(key)
        for other in self.all:
            if len(other.words) <= len(key_words(best)) or not inside <= set(other.words):
                continue
            if other.words[-1] == key[-1] or (
                other.words[: len(key)] == key and not _is_place(self.all, key)
            ):
                if len(other.words) <= 12:
                    best = other.text
            elif len(key) == 1 and key_words(self.table.text[other.head]) == key:
                best = other.text
        if best == name and len(key) == 1 and name.isupper() and 2 < len(name) <= 8:
            for other in self.all:
                if "".join(w[0] for w in _WORD.findall(other.text) if w[0].isupper()) == name:
                    return other.text
        return best


@lru_cache(maxsize=4096)
def key_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, in lower case, without articles and links."""
    return tuple(w for w in (m.lower() for m in _WORD.findall(name)) if w not in _DROP)


def _initials(acronym: str, name: str) -> bool:
    """Whether an acronym's letters are a name's capitals, or most of them."""
    capitals = [w[0] for w in _WORD.findall(name) if w[0].isupper()]
    return "".join(capitals) == acronym or (
        capitals[:1] == [acronym[0]] and len(capitals) >= len(acronym) - 1
    )


def _is_place(names: list[Name], key: tuple[str, ...]) -> bool:
    return any(n.place and n.words == key for n in names)
