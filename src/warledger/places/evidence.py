"""What speaks for a name's being a place: the words, the model's label, the gazetteer, the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from warledger.knowledge import bundled
from warledger.model import Level
from warledger.places.country import country_of_demonym
from warledger.places.gazetteer import Candidate
from warledger.places.geo import km_between
from warledger.places.kinds import kind_of_word

if TYPE_CHECKING:
    from warledger.language.document import Document
    from warledger.language.tokens import Token
    from warledger.places.measured import Way

BROAD = {Level.COUNTRY, Level.REGION}


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
        told_in: What the words put it in, if it is no part of that ("Jibu in *Wukari*").
        told_near: What the words put it near.
        way: How far from another place the words put it.
        city: The town that the words put it in ("the Yarmouk district of *Khartoum*").
        chosen: The candidate that was chosen.
        probability: How sure the choice is.
        reason: Why, in words.
        literal: False where the name stands for a body or a people.
        speaks: Whether it does what only people and bodies do ("by *Hagai*", "*Kharkiv* said").
        stands_for: Whether it does, or is treated, as governments are.
        part_of: "body" or "site" where the name is part of a longer name.
        plural: Whether the kind's word is a plural, said of a list.
        river: Whether the words say that it is a river ("the Khabur river", "the bank of the Khabur").
        linked: Whether only a comma or "and" stands between it and the name before.
        listed_with: The next name in the list.
        priors: How likely each candidate is by itself, once it was asked for.
        features: What speaks for and against its being a place.
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
    city: Mention | None = None
    told_in: Mention | None = None
    told_near: Mention | None = None
    way: Way | None = None
    chosen: Candidate | None = None
    probability: float = 0.0
    reason: str = ""
    literal: bool = True
    stands_for: bool = False
    speaks: bool = False
    part_of: str = ""
    plural: bool = False
    river: bool = False
    linked: bool = False
    listed_with: Mention | None = None
    priors: dict[str, float] = field(default_factory=dict)
    features: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class Cues:
    """The words of data/cues.yaml, ready to be asked."""

    locative: frozenset[str]
    origin: frozenset[str]
    asked: dict[str, str]
    media: frozenset[str]
    media_of: frozenset[str]
    ailments: frozenset[str]
    body: frozenset[str]
    body_before: frozenset[str]
    site: frozenset[str]
    titles: frozenset[str]
    doubtful: frozenset[str]
    peoples: frozenset[str]
    compass: frozenset[str]
    nouns: frozenset[str]
    american: frozenset[str]
    bodies_of: frozenset[str]
    governments_own: frozenset[str]
    acts: frozenset[str]
    takings: frozenset[str]
    held_under: frozenset[str]
    dealings: frozenset[str]
    parts: frozenset[str]
    missions: frozenset[str]
    pacts: frozenset[str]
    agencies: frozenset[str]
    rivers: frozenset[str]
    banks: frozenset[str]
    states: dict[str, str]


def _read(name: str) -> Any:
    return bundled(__package__, f"data/{name}")


@cache
def cues() -> Cues:
    """Load the cue words once."""
    raw = _read("cues.yaml")
    asked = dict(raw["asked"])
    for word, kind in list(asked.items()):
        asked[word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"] = kind
    for word in kind_of_word():
        asked.setdefault(word, "point")
    raw["parts"] = _read("phrases.yaml")["named_parts"]
    names = set(Cues.__slots__) - {"asked", "states"}
    words = {n: frozenset(map(str, raw[n])) for n in names}
    states = {abbr: code for code, abbrs in _read("us_states.yaml").items() for abbr in abbrs}
    return Cues(asked=asked, states=states, **words)


@cache
def weights() -> dict[str, float]:
    """How much each piece of evidence weighs; learnt by benchmarks/places_train.py."""
    return {name: float(w) for name, w in _read("mention_weights.yaml").items()}


def spoken_of(document: Document) -> Counter[str]:
    """Countries that the report speaks of by demonym, or by words that only their papers use."""
    out: Counter[str] = Counter()
    american = cues().american
    for sentence in document.sentences:
        before = ""
        for token in sentence.words:
            if token.text[:1].isupper():
                iso = country_of_demonym(f"{before} {token.text}") or country_of_demonym(token.text)
                if iso:
                    out[iso] += 1
            before = token.text
            if token.text in american and out["US"] < 3:
                out["US"] += 1
    return +out


def observe(m: Mention, tokens: Sequence[Token], texts: Sequence[str], capital: Sequence[bool]) -> None:
    """Note the evidence in the sentence; widen the name by a kind's word that follows."""
    words = cues()
    i = m.first
    f = m.features
    f["bias"] = 1.0
    _model(m, tokens)
    _stands_for(m, tokens)
    before = texts[i - 1].lower() if i else ""
    gap = 1 if before == "the" else 0
    lead = texts[i - 1 - gap].lower() if i > gap else ""
    if lead in words.locative:
        f["locative"] = 1.0
    elif lead in words.origin:
        f["origin"] = 1.0
    if lead == "of" and i > 1 + gap and (kind := words.asked.get(texts[i - 2 - gap].lower())):
        f["kind_of"] = 1.0
        if not _named_before(texts, capital, i - 2 - gap) and not texts[i - 2 - gap].startswith("territor"):
            m.asked = kind
            m.plural = texts[i - 2 - gap].endswith("s")
    elif before in words.asked:
        f["kind_before"] = 1.0
        if words.asked[before] in {"town", "admin1", "admin2"} and before != "state":
            m.asked = words.asked[before]
    elif lead == "of" and i > 1 + gap and texts[i - 2 - gap].lower() in words.site:
        f["site_of"] = 1.0
        m.part_of = "site"
    if (
        lead in {"of", "in"}
        and i > 2 + gap
        and f"{texts[i - 3 - gap]} {texts[i - 2 - gap]}" in words.bodies_of
    ):
        m.part_of = "body"
    m.river = lead == "of" and i > 1 + gap and gap == 1 and texts[i - 2 - gap].lower() in words.banks
    if lead == "of" and i > 1 + gap and texts[i - 2 - gap].lower() in words.missions:
        m.part_of = "body"  # "the embassy of France in Kyiv"
    if lead == "of" and i > 1 + gap and texts[i - 2 - gap] in words.media_of:
        m.part_of = "media"  # "the Times of India"
    if gap:
        f["the"] = 1.0
    if not _tail(m, tokens, texts, capital):
        _after(m, tokens, texts, capital)
    _before(m, tokens, texts, capital)


def _named_before(texts: Sequence[str], capital: Sequence[bool], k: int) -> bool:
    """Whether the word of a part is that of the name before it: "the Yarmouk *district* of Khartoum"."""
    if texts[k].lower().removesuffix("s") not in cues().parts or not k or not capital[k - 1]:
        return False
    return k > 1 and not country_of_demonym(texts[k - 1])


def _before(m: Mention, tokens: Sequence[Token], texts: Sequence[str], capital: Sequence[bool]) -> None:
    """A longer name or a title right before; how the name is written."""
    words, f, i = cues(), m.features, m.first
    before = texts[i - 1].lower() if i else ""
    if i and _opens_a_body(texts, capital, i):
        m.part_of = "body"  # "Jabhat Fateh al-Sham"
    if i and capital[i - 1] and tokens[i - 1].pos_ == "PROPN" and before not in words.asked:
        f["propn_before"] = 1.0
        if m.asked == "point" and "tail_capital" in f and tokens[i].ent_iob_ == "I":
            f["cut_site"] = 1.0  # "Royal *Alexandra Hospital*"
        if m.entity == "ORG" and tokens[i].ent_iob_ == "I":
            m.part_of = m.part_of or "body"  # "Tahrir al-Sham"
    if before in words.titles or before.rstrip(".") in words.titles:
        f["title"] = 1.0
    if i == 0:
        f["first_word"] = 1.0
    if texts[i].isupper() and len(texts[i]) > 3:
        f["capitals"] = 1.0


def _opens_a_body(texts: Sequence[str], capital: Sequence[bool], i: int) -> bool:
    """Whether a word that only parties begin with stands in the row of capitals right before a name."""
    for k in range(i - 1, max(-1, i - 4), -1):
        if not capital[k] and texts[k] not in {"-", "al", "el"}:
            return False
        if texts[k].lower() in cues().body_before:
            return True
    return False


def _model(m: Mention, tokens: Sequence[Token]) -> None:
    """SpaCy's label, whether it covers the name, and the part of speech."""
    i, j = m.first, m.last
    labels = [t.ent_type_ for t in tokens[i : j + 1] if t.ent_type_]
    m.entity = max(dict.fromkeys(labels), key=labels.count) if labels else ""
    follows = j + 1 < len(tokens) and tokens[j + 1].ent_iob_ == "I"
    whole = tokens[i].ent_iob_ != "I" and not (follows and tokens[j + 1].text != "'s")
    label = m.entity if m.entity in {"GPE", "LOC", "FAC", "ORG", "PERSON", "NORP", ""} else "OTHER"
    m.features[f"{label or 'NONE'}_{'whole' if whole else 'part'}"] = 1.0
    written = i > 0 and tokens[i - 1].lower_ in cues().locative  # "near Sake": a capital there is a name's
    if not written and not any(t.pos_ == "PROPN" for t in tokens[i : j + 1]):
        m.features["no_propn"] = 1.0
    if j > i:
        m.features["many_words"] = 1.0


def _stands_for(m: Mention, tokens: Sequence[Token]) -> None:
    """Whether the name acts as governments do, or is dealt with so: "Moscow said", "support for Damascus"."""
    words = cues()
    root = next(
        (
            t
            for t in tokens[m.first : m.last + 1]
            if t.head.i < tokens[m.first].i or t.head.i > tokens[m.last].i
        ),
        None,
    )
    if root is None:
        return
    head = root.head
    taken = root.dep_ in {"dobj", "nsubjpass"} and head.lemma_.lower() in words.takings
    if taken or (root.dep_ == "nsubj" and _is_under(head, words.held_under)):
        m.features["taken"] = 1.0
    m.speaks = (root.dep_ == "nsubj" and head.lemma_.lower() in words.acts) or (
        root.dep_ == "pobj" and head.dep_ == "agent"
    )
    if (
        m.speaks
        or (root.dep_ == "nsubjpass" and head.lemma_.lower() in words.acts)
        or root.dep_ == "agent"
        or (
            root.dep_ == "pobj"
            and head.lower_ in {"for", "on", "with", "to"}
            and head.head.lower_ in words.dealings
        )
        or (root.dep_ in {"pobj", "conj"} and head.lower_ == "between" and head.head.lower_ in words.dealings)
        or (root.dep_ == "poss" and head.lemma_.lower() in words.governments_own)
    ):
        m.stands_for = True


def _is_under(verb: Token, what: frozenset[str]) -> bool:
    """As in "Avdiivka *was under full control*", "Sake *remains in rebel hands*"."""
    if verb.lemma_ not in {"be", "remain", "stay", "come", "fall"}:
        return False
    preps = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"under", "in", "out"})
    return any(n.lemma_.lower() in what for p in preps for n in p.children)


def _tail(m: Mention, tokens: Sequence[Token], texts: Sequence[str], capital: Sequence[bool]) -> bool:
    """Take the kind's word into the name: "Hama province", "Anderson County"."""
    words = cues()
    i, j = m.first, m.last
    after = texts[j + 1] if j + 1 < len(texts) else ""
    two = f"{after} {texts[j + 2]}".lower() if j + 2 < len(texts) else ""
    tail = 2 if two in words.asked else 1 if after.lower() in words.asked else 0
    if not tail or m.asked in {"admin1", "admin2"}:
        return bool(tail)
    if _names_another(texts, capital, j + tail + 1):
        return True  # "the West Bank town of Tulkarm": the kind's word is Tulkarm's
    kind = words.asked[two if tail == 2 else after.lower()]
    m.river = m.river or after.lower() in words.rivers
    small = (
        after.lower() in {"state", "states", "base", "field", "road", "gate", "square"} and not capital[j + 1]
    )
    if kind in {"admin1", "admin2", "town", "airport"} or capital[j + 1]:
        m.asked = kind
        m.plural = texts[j + 1].endswith("s")
    m.features["tail_capital" if capital[j + 1] else "tail_small"] = 1.0
    last = j + tail
    if last + 1 < len(texts) and texts[last + 1] in words.body | words.media and capital[last + 1]:
        m.part_of = "body"
    if not small and not m.plural:
        m.end = m.start + (tokens[last].idx + len(tokens[last]) - tokens[i].idx)
    return True


def _names_another(texts: Sequence[str], capital: Sequence[bool], k: int) -> bool:
    """Whether "of" and a name come next, maybe behind another kind's word ("port *city of* Odesa")."""
    if k < len(texts) and texts[k].lower() in cues().asked:
        k += 1
    if k + 1 >= len(texts) or texts[k] != "of":
        return False
    k += 2 if texts[k + 1] in {"the", "al", "el"} else 1
    return k < len(texts) and (capital[k] or texts[k] == "-")


def _after(m: Mention, tokens: Sequence[Token], texts: Sequence[str], capital: Sequence[bool]) -> None:
    """A longer name goes on: a body's, a medium's, a site's, a person's."""
    words = cues()
    j = m.last
    f = m.features
    run = []
    for k in range(j + 1, min(j + 6, len(texts))):
        if not (capital[k] or texts[k] in {"of", "and", "&", "for"}):
            break
        run.append(texts[k])
    after = texts[j + 1] if j + 1 < len(texts) else ""
    m.part_of = "body" if after.lower() in words.pacts else m.part_of  # "the Minsk agreements"
    f.update({"ailment": 1.0} if after.lower() in words.ailments else {})
    if run and capital[j + 1]:
        if any(w in words.media for w in run):
            f["media_after"] = 1.0
            m.part_of = "media"
        elif any(w in words.site for w in run):
            f["site_after"] = 1.0
            m.part_of = "site"
        elif any(w in words.body for w in run):
            f["body_after"] = 1.0
            m.part_of = "body"
        elif tokens[j + 1].pos_ == "PROPN":
            f["propn_after"] = 1.0
    elif after in {"'s", "'"}:
        f["holds" if _owns_a_part(texts, capital, j + 2) else "possessive"] = 1.0
    elif after == "," and j + 2 < len(texts):
        f["comma_capital" if capital[j + 2] else "comma_small"] = 1.0
    elif after == "-":
        f["hyphen"] = 1.0
        m.part_of = "media" if set(texts[j + 2 : j + 3]) & words.media else m.part_of
    elif j + 1 < len(tokens) and tokens[j + 1].pos_ == "NOUN":
        f["noun_after"] = 1.0
    elif j + 1 < len(tokens) and tokens[j + 1].pos_ in {"VERB", "AUX"}:
        f["verb_after"] = 1.0


def _owns_a_part(texts: Sequence[str], capital: Sequence[bool], k: int) -> bool:
    """Whether a quarter or a site follows by name: "Kyiv's *Podil district*"."""
    named = False
    for word, is_name in zip(texts[k : k + 6], capital[k : k + 6], strict=False):
        if named and word.lower() in cues().parts:
            return True
        if not is_name and word != "-" and (named or not word.isalpha()):
            return False
        named = named or is_name
    return False


def holds(outer: Candidate, inner: Candidate) -> bool:
    """Whether one place lies in the other, as far as the gazetteer knows."""
    if outer.gid == inner.gid or inner.level in BROAD:
        return False
    if outer.kind == "country":
        return outer.country == inner.country
    if outer.kind == "admin1":
        return inner.kind != "admin1" and bool(inner.unit) and outer.unit == inner.unit
    if outer.kind == "admin2":
        near = inner.level is not Level.ADMIN1 and outer.unit == inner.unit
        return near and km_between(outer.lat, outer.lon, inner.lat, inner.lon) < 70
    return False
