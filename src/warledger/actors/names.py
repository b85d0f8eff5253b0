"""Where known names stand in a text: one pass over its words, an index of first words, acronyms by case."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from warledger.actors.registry import Registry, is_acronym, name_rules

_WORDS = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
_GAP = re.compile(r"(?:['’]s?)?[ \t\-–'’/.&]{1,3}\(?$")
_ARTICLE = re.compile(r"\b(?:al|el|ad|an|ar|as|at|az|ash)-$", re.IGNORECASE)
_MAX_WORDS = 9
_DEFINED = re.compile(r"\s*\(\s*[\"'“]?([A-Z][A-Za-z0-9/&\-]{1,11})[\"'”]?\s*[),;]")
_OR = re.compile(
    r",? (?:or|also known as|known as|better known as|abbreviated as|dubbed) ([A-Z][A-Z0-9]{1,7})\b"
)
_BESIDE = re.compile(r"\b((?:[A-Z][a-z]+ ){2,8})([A-Z]{3,6})\b")
_NAME = re.compile(
    r"[A-ZÀ-Þ][\w'’\-]*"
    r"(?:[ \-](?:of|for|the|and|on|to|in|against|al|el|fi|wal|de|du|des|la|le|und|der)(?=[ \-])"
    r"|[ \-](?:al|el|as|ash|ar|an|at)-[A-ZÀ-Þ][\w'’\-]*|[ \-][A-ZÀ-Þ][\w'’\-]*){1,11}$"
)


@dataclass(slots=True, frozen=True)
class Hit:
    """A known name in the text: where it stands, its key, whether it is an acronym."""

    start: int
    end: int
    key: str


@dataclass(slots=True, frozen=True)
class _Word:
    start: int
    end: int
    text: str
    plain: str


@dataclass(slots=True)
class _Trie:
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()


_TRIES: dict[int, tuple[Registry, _Trie]] = {}


def _trie(registry: Registry) -> _Trie:
    known = _TRIES.get(id(registry))
    if known and known[0] is registry:
        return known[1]
    lengths: dict[str, set[int]] = {}
    keys = set(registry.keys)
    for key in keys:
        words = key.split()
        if len(words) <= _MAX_WORDS:
            lengths.setdefault(words[0], set()).add(len(words))
    for form in (*registry.demonyms, *registry.countries):
        keys.add(form)
        words = form.split()
        lengths.setdefault(words[0], set()).add(len(words))
    trie = _Trie({w: tuple(sorted(n, reverse=True)) for w, n in lengths.items()}, frozenset(keys))
    _TRIES[id(registry)] = (registry, trie)
    return trie


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    text = re.sub(r"['’‘`]", "", word).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return name_rules().spelling.get(text, text)


def known_names(text: str, registry: Registry) -> list[Hit]:
    """Every known name in a text, the longest at each place, none inside another word."""
    trie = _trie(registry)
    words = [_Word(m.start(), m.end(), m.group(), _plain(m.group())) for m in _WORDS.finditer(text)]
    hits: list[Hit] = []
    i = 0
    while i < len(words):
        word = words[i]
        longest = None
        if word.plain in trie.lengths and (word.text[0].isupper() or not word.text[0].isascii()):
            longest = _longest(text, words, i, trie)
        acronym = word.text.isupper() and len(word.text) > 1 and "=" + word.text in trie.keys
        if acronym and (longest is None or longest[0].end <= word.end):
            longest = Hit(word.start, word.end, "=" + word.text), i + 1
        if longest:
            hits.append(longest[0])
            i = longest[1]
        else:
            i += 1
    return hits


def _longest(text: str, words: list[_Word], i: int, trie: _Trie) -> tuple[Hit, int] | None:
    """The longest known name that begins with a word, and the index of the word behind it."""
    articles = name_rules().articles
    sizes = trie.lengths[words[i].plain]
    taken = [i]
    j = i + 1
    while len(taken) < sizes[0] and j < len(words):
        gap = text[words[j - 1].end : words[j].start]
        if not gap or not _GAP.match(gap):
            break
        if words[j].plain not in articles:
            taken.append(j)
        j += 1
    for size in sizes:
        key = " ".join(words[k].plain for k in taken[:size])
        if size > len(taken) or key not in trie.keys:
            continue
        # "IS forces", "WHO in": an acronym that is a word must not begin a phrase of small letters
        small = all(words[k].text[0].islower() for k in taken[1:size])
        if size > 1 and small and is_acronym(words[i].text):
            continue
        last = taken[size - 1]
        article = _ARTICLE.search(text[max(0, words[i].start - 4) : words[i].start])
        start = words[i].start - (len(article[0]) if article else 0)
        return Hit(start, words[last].end, key), last + 1
    return None


def defined_acronyms(text: str, registry: Registry) -> dict[str, str]:
    """Acronyms that the report itself explains: "Hayat Tahrir al-Sham (HTS)" gives HTS its name."""
    out: dict[str, str] = {}
    for match in _BESIDE.finditer(text):
        words, acronym = match[1].split(), match[2]
        last = words[-len(acronym) :]
        if "".join(w[0] for w in last) == acronym:
            out.setdefault(acronym, " ".join(last))
    for match in (*_DEFINED.finditer(text), *_OR.finditer(text)):
        acronym = match[1]
        if sum(c.isupper() for c in acronym) < 2 or acronym in out:
            continue
        before = text[max(0, match.start() - 110) : match.start()].rstrip(" ,'\"”’")
        name = _NAME.search(before) or re.search(r"[A-Z][\w'’]+(?:-[A-Z]?[\w'’]+)+$", before)
        if not name:
            continue
        words = name[0].split()
        fitting = _fit(words, acronym)
        if not fitting:
            fitting = _same_entry(words, acronym, registry)
        if fitting:
            out[acronym] = fitting
    return out


def _fit(words: list[str], acronym: str) -> str:
    """The shortest run of last words whose initials hold the acronym's letters in order."""
    letters = [c.lower() for c in acronym if c.isalnum()]
    for start in range(len(words) - 1, -1, -1):
        if not words[start][0].isupper():
            continue
        parts = [p for w in words[start:] for p in re.split(r"[-'’]", w) if p]
        initials = [p[0].lower() for p in parts]
        if initials[0] == letters[0] and _in_order(letters, initials):
            return " ".join(words[start:])
    return ""


def _in_order(letters: list[str], initials: list[str]) -> bool:
    place = 0
    for letter in letters:
        try:
            place = initials.index(letter, place) + 1
        except ValueError:
            return False
    return True


def _same_entry(words: list[str], acronym: str, registry: Registry) -> str:
    entry = registry.find(acronym)
    for start in range(len(words)):
        name = " ".join(words[start:])
        found = registry.find(name)
        if found and entry and found.id == entry.id:
            return name
    return ""
