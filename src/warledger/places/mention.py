"""Names in a report that may be places: found by the gazetteer, cues, capital letters and the model together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from warledger.places.country import country_of_demonym
from warledger.places.gazetteer import Candidate, Gazetteer
from warledger.places.kinds import kind_of_word

if TYPE_CHECKING:
    from spacy.tokens import Token

    from warledger.language.document import Document, Sentence

_LINKS = frozenset(
    "of the and de la le el al ar as an ad az ash es ez et du des del di da do den der van von bin ibn - ' ’ – & upon on sur y e in".split()
)
_GLUE = frozenset("-‐‑–'’.")
_LONGEST = 7


@dataclass(slots=True)
class Mention:
    """A name that may be a place.

    Attributes:
        name: The bare name.
        start: Offset in the report.
        end: Its end, with the kind's word where one follows ("Hama province").
        sentence: Index of its sentence.
        first: Index of its first token in the sentence.
        last: Index of its last token (of the bare name).
        candidates: What the gazetteer knows by that name.
        asked: Kind that the words ask for ("admin1", "admin2", "town", "airport", "point", "region", "").
        weight: Evidence that it is a place.
        entity: spaCy's label.
        text: The words from start to end.
        inside: The mention that names what holds this one ("Athens, Ga.").
        chosen: The candidate that was chosen.
        probability: How sure the choice is.
        reason: Why, in words.
    """

    name: str
    start: int
    end: int
    sentence: int
    first: int
    last: int
    candidates: tuple[Candidate, ...] = ()
    asked: str = ""
    weight: float = 0.0
    entity: str = ""
    text: str = ""
    inside: Mention | None = None
    chosen: Candidate | None = None
    probability: float = 0.0
    reason: str = ""
    literal: bool = True
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class Cues:
    """The words of data/cues.yaml, ready to be asked."""

    locative: frozenset[str]
    origin: frozenset[str]
    asked: dict[str, str]
    organisation: frozenset[str]
    titles: frozenset[str]
    doubtful: frozenset[str]
    states: dict[str, str]


@cache
def cues() -> Cues:
    """Load the cue words once."""

    def read(name: str) -> Any:
        text = files(__package__).joinpath(f"data/{name}").read_text(encoding="utf-8")
        return yaml.load(text, Loader=yaml.CSafeLoader)

    raw = read("cues.yaml")
    asked = dict(raw["asked"])
    for word, kind in list(asked.items()):
        asked[word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"] = kind
    for word in kind_of_word():
        asked.setdefault(word, "point")
    return Cues(
        frozenset(raw["locative"]),
        frozenset(raw["origin"]),
        asked,
        frozenset(raw["organisation"]),
        frozenset(raw["titles"]),
        frozenset(str(w) for w in raw["doubtful"]),
        {abbr: code for code, abbrs in read("us_states.yaml").items() for abbr in abbrs},
    )


def scan(document: Document, gazetteer: Gazetteer) -> list[Mention]:
    """All names of a report that might be places, with the evidence for each; longest names first win."""
    out: list[Mention] = []
    for sentence in document.sentences:
        out.extend(_scan_sentence(document, sentence, gazetteer))
    return out


def _scan_sentence(document: Document, sentence: Sentence, gazetteer: Gazetteer) -> Iterator[Mention]:
    tokens = list(sentence.tokens)
    texts = [t.text for t in tokens]
    capital = [_capital(w) for w in texts]
    i = 0
    while i < len(tokens):
        if not (capital[i] or _prefixed(texts, i)):
            i += 1
            continue
        run = _run(texts, capital, i)
        found = _longest(sentence, tokens, i, run, gazetteer)
        if found is None:
            found = _unlisted(sentence, tokens, i, run)
        if found is None:
            i += 1
            continue
        _judge(found, tokens, texts, capital)
        found.text = document.text[found.start : found.end]
        yield found
        i = max(found.last + 1, i + 1)


def _capital(word: str) -> bool:
    return word[:1].isupper() or (len(word) > 1 and word[0] in "'’‘`ʿ" and word[1].isupper())


def _prefixed(texts: list[str], i: int) -> bool:
    """An article in small letters before a name: "al-Bab", "ash-Shaddadi"."""
    return (
        i + 2 < len(texts)
        and texts[i] in _LINKS
        and texts[i] not in {"of", "the", "and", "on", "in"}
        and texts[i + 1] == "-"
        and _capital(texts[i + 2])
    ) or (texts[i][:3] in {"al-", "el-", "ar-", "as-", "an-", "at-", "az-"} and texts[i][3:4].isupper())


def _run(texts: list[str], capital: list[bool], i: int) -> list[int]:
    """Indices at which a name that starts at i may end, the farthest first."""
    ends: list[int] = []
    for j in range(i, min(i + _LONGEST, len(texts))):
        word = texts[j]
        if capital[j] or (word.isdigit() and j > i):
            ends.append(j)
        elif j > i and word not in _LINKS and word not in _GLUE:
            break
    return ends[::-1] or [i]


def _longest(
    sentence: Sentence, tokens: list[Token], i: int, ends: list[int], gazetteer: Gazetteer
) -> Mention | None:
    states = cues().states
    for j in ends:
        span = sentence.cover(tokens[i], tokens[j])
        name = sentence.tokens.doc.text[tokens[i].idx : tokens[j].idx + len(tokens[j])]
        if len(name) < 2 or len(name) > 70:
            continue
        if j == i and country_of_demonym(name):
            return None
        code = states.get(name) or states.get(name + ".")
        if code and i > 1 and tokens[i - 1].text == ",":
            held = tuple(c for c in gazetteer.find_unit(code))
            if held:
                return Mention(name, span.start, span.end, sentence.index, i, j, held, "admin1")
        candidates = gazetteer.exact(name)
        if not candidates and len(name) > 4:
            candidates = gazetteer.similar(name)
        if candidates:
            return Mention(name, span.start, span.end, sentence.index, i, j, candidates)
    return None


def _unlisted(sentence: Sentence, tokens: list[Token], i: int, ends: list[int]) -> Mention | None:
    """A name that no gazetteer has, but the model or a cue calls a place."""
    token = tokens[i]
    if token.ent_type_ in {"GPE", "LOC"} and token.ent_iob_ == "B":
        j = i
        while j + 1 < len(tokens) and tokens[j + 1].ent_iob_ == "I":
            j += 1
        if not country_of_demonym(token.text) or j > i:
            span = sentence.cover(tokens[i], tokens[j])
            name = sentence.tokens.doc.text[token.idx : tokens[j].idx + len(tokens[j])]
            return Mention(name, span.start, span.end, sentence.index, i, j)
    if i > 1 and tokens[i - 1].lower_ == "of" and tokens[i - 2].lower_ in cues().asked:
        j = ends[0]
        span = sentence.cover(tokens[i], tokens[j])
        name = sentence.tokens.doc.text[token.idx : tokens[j].idx + len(tokens[j])]
        if cues().asked[tokens[i - 2].lower_] in {"town", "admin2", "admin1"}:
            return Mention(name, span.start, span.end, sentence.index, i, j)
    return None


def _judge(m: Mention, tokens: list[Token], texts: list[str], capital: list[bool]) -> None:
    """Weigh the evidence that a name is a place here."""
    words = cues()
    i, j = m.first, m.last
    before = texts[i - 1].lower() if i else ""
    before2 = texts[i - 2].lower() if i > 1 else ""
    after = texts[j + 1] if j + 1 < len(texts) else ""
    labels = [t.ent_type_ for t in tokens[i : j + 1] if t.ent_type_]
    m.entity = max(set(labels), key=labels.count) if labels else ""
    whole = (tokens[i].ent_iob_ != "I") and not (after and tokens[j + 1].ent_iob_ == "I")
    weight = -1.0
    if m.entity == "GPE":
        weight += 3 if whole else 1.5
    elif m.entity in {"LOC", "FAC"}:
        weight += 2.5 if whole else 0.5
    elif m.entity == "ORG":
        weight += 0.3 if whole else -1.5
    elif m.entity == "PERSON":
        weight += -1.5 if whole else -4
    elif m.entity:
        weight -= 3
    if not any(t.pos_ == "PROPN" for t in tokens[i : j + 1]):
        weight -= 2
    place = 0 if before != "the" else 1
    lead = before2 if place else before
    if lead in words.locative:
        weight += 2
    elif lead in words.origin:
        weight += 0.7
    if lead == "of" and i > 1 + place and (kind := words.asked.get(texts[i - 2 - place].lower())):
        weight += 4
        m.asked = kind
    elif kind := words.asked.get(before):
        weight += 1.5
        if before not in {"state", "road", "base"}:
            m.asked = kind if kind in {"town", "admin1", "admin2"} else ""
    two = f"{after} {texts[j + 2]}".lower() if j + 2 < len(texts) else ""
    tail = 2 if two in words.asked else 1 if after.lower() in words.asked else 0
    if tail and m.asked != "admin1":
        kind = words.asked[two if tail == 2 else after.lower()]
        if kind in {"admin1", "admin2", "town", "airport"} or capital[j + 1]:
            m.asked = kind
        if after.lower() not in {"state", "states"} or capital[j + 1] or m.entity == "GPE":
            weight += 2.5
            m.end = m.start + (tokens[j + tail].idx + len(tokens[j + tail]) - tokens[i].idx)
    elif after and capital[j + 1] and tokens[j + 1].pos_ == "PROPN":
        weight -= 3 if after in words.organisation else 1.8
    if i and capital[i - 1] and tokens[i - 1].pos_ == "PROPN" and before not in words.asked:
        weight -= 2
    if before.rstrip(".") in words.titles or before in words.titles:
        weight -= 3
    size = max((c.population for c in m.candidates), default=0)
    big = any(c.kind in {"country", "admin1", "region", "sea"} for c in m.candidates)
    weight += 1.5 if big else 1 if size > 100_000 else 0.3 if size > 10_000 else -0.5 if size < 1500 else 0
    if m.candidates and all(c.match != "exact" for c in m.candidates):
        weight -= 0.7
    if j > i:
        weight += 0.7
    elif m.name in words.doubtful:
        weight -= 2
    if len(m.name) < 4 and m.name.isupper() and not big:
        weight -= 1.5
    m.weight = weight
