"""The parties of one report: who a name, a role or a pronoun stands for, at the fullest name that the report gives."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warledger.actors import phrase
from warledger.actors.generic import Generic
from warledger.actors.names import defined_acronyms, known_names
from warledger.actors.registry import ActorEntry, Registry, is_acronym, keys_of, name_rules, normalise
from warledger.language.document import Document, Sentence
from warledger.model import Actor, Place, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

log = logging.getLogger(__name__)
NOBODY = Actor("", "")
_BACK = 4
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_HE = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_WE = frozenset({"we", "us", "our", "ours", "ourselves", "i", "me", "my", "mine"})
_FORMER = frozenset({"former", "latter"})
_WHO = frozenset({"who", "which", "that", "whom", "whose"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_INNER = frozenset({"compound", "amod", "nmod", "det", "case", "punct", "nummod", "quantmod", "npadvmod"})
_COUNTRY_NOUNS = frozenset({"country", "nation", "kingdom", "state", "republic"})
_FULL_NAME_WORDS = 12


@dataclass(slots=True)
class Mention:
    """A noun phrase that may be a party: its words, what type it is, and who it is when that is known."""

    span: Span
    head: int
    sentence: int
    dep: str
    text: str
    type: str  # person, group, people, state, ""
    entry: ActorEntry | None = None
    named: bool = False
    speaks: bool = False
    local: bool = False
    noun: str = ""
    place: bool = False


class Cast:
    """Who is who in one report."""

    def __init__(self, document: Document, registry: Registry, places: Sequence[Place] = ()) -> None:
        """Read the report's names once.

        Args:
            document: The parsed report.
            registry: Who is known.
            places: Its places, which tell the war and the country; may be empty.
        """
        self._document = document
        self._registry = registry
        self._on = document.report.date
        text = document.layout.text
        self._hits = known_names(text, registry)
        self._starts = [h.start for h in self._hits]
        self._acronyms = defined_acronyms(text, registry)
        self._lexicon = phrase.words()
        self.countries = self._count_countries(places)
        self.country = self.countries.most_common(1)[0][0] if self.countries else ""
        self._generic = Generic(registry, self._wars(), self._on)
        self._mentions: list[Mention] = []
        self._by_head: dict[int, Mention] = {}
        self._full: dict[str, str] = {}
        self._people: dict[str, list[str]] = {}
        self._pronouns: dict[int, Actor] = {}
        self._read()

    # ------------------------------------------------------------------ the report's parties

    def parties(self) -> list[tuple[Span, Actor]]:
        """All phrases that are parties, in order, with who they are."""
        return [(m.span, self._actor_of(m)) for m in self._mentions]

    @property
    def wars(self) -> list[str]:
        """The wars that the report is about, the chief one first ("syr", "ukr")."""
        return self._generic.wars

    def fullest(self, name: str) -> Actor:
        """A party by any name of it: the fullest in the report and the registry's id."""
        name = phrase.clean(name)
        if not name:
            return NOBODY
        try:
            return self._named(name)
        except Exception:  # noqa: BLE001 - a name that cannot be read is its own name
            log.debug("name not resolved: %r", name, exc_info=True)
            return Actor(name, "")

    def actor_at(self, sentence: Sentence, head: Token, speaker: Actor | None = None) -> Actor:
        """The party that the phrase of a noun, name or pronoun stands for.

        Args:
            sentence: The sentence.
            head: The phrase's head token.
            speaker: Who speaks the sentence, when it is quoted ("our forces").

        Returns:
            Its fullest name and its registry id; an unresolved pronoun gives ``Actor("", "")``.
        """
        try:
            return self._at(sentence, head, speaker, 0)
        except Exception:  # noqa: BLE001 - odd text must not stop a report
            log.debug("phrase not resolved: %r", head.text, exc_info=True)
            return NOBODY if head.pos_ == "PRON" else Actor(phrase.clean(head.text), "")

    def actors_at(self, sentence: Sentence, head: Token, speaker: Actor | None = None) -> list[Actor]:
        """The parties of a coordinated phrase: "Israel and Hezbollah", "Syrian and Russian air forces"."""
        out: list[Actor] = []
        queue = [head]
        while queue and len(out) < 20:
            token = queue.pop(0)
            out.extend(self._split(sentence, token, speaker))
            queue[:0] = [
                t for t in token.rights if t.dep_ == "conj" and t.pos_ in ("NOUN", "PROPN", "PRON", "NUM")
            ]
        return [a for i, a in enumerate(out) if a.name and a not in out[:i]]

    # ------------------------------------------------------------------ reading

    def _count_countries(self, places: Sequence[Place]) -> Counter[str]:
        counts: Counter[str] = Counter()
        registry = self._registry
        for hit in self._hits:
            iso = registry.countries.get(hit.key) or registry.demonyms.get(hit.key)
            if iso:
                counts[iso] += 1
                continue
            for entry in registry.named(hit.key)[:1]:
                if entry.country and entry.kind not in ("agency", "media", "ngo", "monitor"):
                    counts[entry.country] += 1
        for place in places:
            if place.country:
                counts[place.country] += 1
        return counts

    def _wars(self) -> Counter[str]:
        wars: Counter[str] = Counter()
        for hit in self._hits:
            for entry in self._registry.named(hit.key)[:1]:
                for side in entry.sides[:1]:
                    wars[side.split(":")[0]] += 2
        for iso, count in self.countries.items():
            war = self._registry.war_of_country(iso)
            if war:
                wars[war] += count
        return wars

    def _read(self) -> None:
        for sentence in self._document.sentences:
            for token in sentence.tokens:
                if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM") or token.dep_ in _INNER:
                    if token.dep_ != "nmod" or token.pos_ != "PROPN":
                        continue
                mention = self._mention(sentence, token)
                if mention:
                    self._mentions.append(mention)
                    self._by_head[mention.head] = mention
        for mention in self._mentions:
            if mention.entry and mention.entry.kind != "state" and mention.named:
                self._note(mention)
        for mention in self._mentions:
            if mention.type == "person" and mention.named:
                self._note_person(mention)

    def _mention(self, sentence: Sentence, token: Token) -> Mention | None:
        lexicon = self._lexicon
        at = sentence.at(token)
        hit = self._hit_at(at.start)
        noun = token.lower_
        lemma = token.lemma_.lower()
        entity = token.ent_type_
        proper = token.pos_ == "PROPN" or bool(hit)
        if not proper and not (noun in lexicon.people or lemma in lexicon.group or lemma in lexicon.person):
            return None
        if (
            proper
            and not hit
            and entity in ("DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY")
        ):
            return None
        first, last = phrase.bounds(token)
        span = sentence.cover(token.doc[first], token.doc[last])
        entry = self._entry_of(hit.key) if hit else None
        kind = self._type(token, noun, lemma, entity, entry)
        if hit is not None and hit.end > span.end:
            span = Span(span.start, hit.end)
        dep = token.dep_
        return Mention(
            span=span,
            head=at.start,
            sentence=sentence.index,
            dep=dep,
            text="",
            type=kind,
            entry=entry,
            named=proper,
            speaks=self._speaks(token),
            local=dep == "pobj"
            and token.head.lower_
            in ("in", "near", "at", "around", "from", "to", "into", "across", "of", "on"),
            noun=lemma if not proper else noun,
            place=entity in ("GPE", "LOC", "FAC") and (entry is None or entry.kind == "state"),
        )

    def _type(self, token: Token, noun: str, lemma: str, entity: str, entry: ActorEntry | None) -> str:
        lexicon = self._lexicon
        if entry is not None:
            if entry.is_person:
                return "person"
            return "state" if entry.kind == "state" else "group"
        if noun in lexicon.people:
            return "people"
        if token.pos_ != "PROPN" and lemma in lexicon.person:
            return "person"
        if lemma in lexicon.group or noun in lexicon.group:
            return "group"
        if entity == "PERSON" or (token.pos_ == "PROPN" and noun in self._lexicon.person):
            return "person"
        if entity in ("GPE", "LOC", "FAC"):
            return "state"
        return "group"

    def _speaks(self, token: Token) -> bool:
        if token.dep_ == "nsubj":
            return token.head.lemma_.lower() in self._lexicon.speech
        if token.dep_ == "pobj" and token.head.lower_ in ("to", "by"):
            governor = token.head.head
            return governor.lower_ == "according" or (
                token.head.lower_ == "by" and governor.lemma_.lower() in self._lexicon.speech
            )
        return False

    def _hit_at(self, offset: int):  # type: ignore[no-untyped-def]
        lo, hi = 0, len(self._starts)
        while lo < hi:
            mid = (lo + hi) // 2
            if self._starts[mid] <= offset:
                lo = mid + 1
            else:
                hi = mid
        hit = self._hits[lo - 1] if lo else None
        return hit if hit and hit.start <= offset < hit.end else None

    def _entry_of(self, key: str) -> ActorEntry | None:
        found = self._registry.named(key)
        if found:
            return self._registry.choose(found, self._on, "" if len(found) == 1 else self.country)
        iso = self._registry.countries.get(key)
        return self._registry.state(iso) if iso else None

    def _note(self, mention: Mention) -> None:
        """Keep the longest known name of a party that the report uses."""
        hit = self._hit_at(mention.head)
        if hit is None or mention.entry is None:
            return
        if mention.entry.is_person:
            return
        name = phrase.clean(self._document.layout.text[hit.start : hit.end])
        known = self._full.get(mention.entry.id, "")
        if _better(name, known):
            self._full[mention.entry.id] = name

    def _note_person(self, mention: Mention) -> None:
        name = self._text(mention)
        words = normalise(name).split()
        if not words or len(words) > _FULL_NAME_WORDS or "of" in words[2:]:
            return
        if all(w in name_rules().titles for w in words[:-1]) and len(words) > 1 and not mention.entry:
            pass  # "Mr Assad": a surname with titles only
        bucket = self._people.setdefault(words[-1], [])
        if name not in bucket:
            bucket.append(name)

    def _text(self, mention: Mention) -> str:
        if not mention.text:
            mention.text = phrase.clean(self._document.layout.text[mention.span.start : mention.span.end])
        return mention.text

    # ------------------------------------------------------------------ names

    def _actor_of(self, mention: Mention) -> Actor:
        sentence = self._document.sentences[mention.sentence]
        token = next((t for t in sentence.tokens if sentence.at(t).start == mention.head), None)
        return self.actor_at(sentence, token) if token is not None else NOBODY

    def _named(self, name: str) -> Actor:
        """Names by the report's own fullest form of them."""
        if name in self._acronyms:
            full = self._acronyms[name]
            return Actor(full, self._id(full) or self._id(name))
        entry = self._registry.find(name, self._on, self.country)
        words = normalise(name).split()
        if entry is None or entry.is_person:
            full = self._person(words, entry)
            if full:
                return Actor(full, entry.id if entry else self._id(full))
        if entry is None:
            return Actor(name, self._generic.find(name))
        if entry.kind != "state" and entry.id in self._full and not entry.organ:
            full = self._full[entry.id]
            core = keys_of(name)
            known = {keys_of(n) for n in (entry.name, *entry.aliases)}
            if core in known or normalise(name) in known or _only_followers(words, known):
                return Actor(full if _better(full, name) else name, entry.id)
        return Actor(name, entry.id)

    def _id(self, name: str) -> str:
        entry = self._registry.find(name, self._on, self.country)
        return entry.id if entry else self._generic.find(name)

    def _person(self, words: list[str], entry: ActorEntry | None) -> str:
        if not words:
            return ""
        rules = name_rules()
        bare = [w for w in words if w not in rules.titles and w not in self._registry.demonyms]
        if not bare:
            return ""
        best = ""
        for full in self._people.get(words[-1], ()):
            fuller = normalise(full).split()
            if set(bare) <= set(fuller) and len(fuller) > len(normalise(best).split()):
                best = full
        return best if best and len(normalise(best).split()) >= len(words) else ""

    # ------------------------------------------------------------------ phrases

    def _split(self, sentence: Sentence, token: Token, speaker: Actor | None) -> list[Actor]:
        whole = self.actor_at(sentence, token, speaker)
        mods = [
            m
            for left in token.lefts
            if left.dep_ in ("amod", "compound", "nmod")
            for m in (left, *(c for c in left.rights if c.dep_ == "conj"))
            if m.lower_ in self._registry.demonyms
        ]
        if len(mods) < 2:
            return [whole] if whole.name else []
        last = max(m.i for m in mods)
        rest = clean_tail(token.doc[last + 1 : phrase.bounds(token)[1] + 1].text)
        return [Actor(f"{m.text} {rest}", self._id(f"{m.text} {rest}")) for m in mods]

    def _at(self, sentence: Sentence, head: Token, speaker: Actor | None, depth: int) -> Actor:
        if depth > 4:
            return NOBODY
        if head.pos_ == "PRON" or head.lower_ in (_IT | _THEY | _HE):
            return self._pronoun(sentence, head, speaker, depth)
        head = phrase.counted(head)
        if head.pos_ == "PRON":
            return self._pronoun(sentence, head, speaker, depth)
        if head.lower_ in _FORMER:
            return self._former(sentence, head)
        appos = self._name_in_apposition(sentence, head)
        if appos is not None:
            return self._at(sentence, appos, speaker, depth + 1)
        name = phrase.phrase_name(head)
        at = sentence.at(head)
        hit = self._hit_at(at.start)
        if hit is not None:
            return self._at_hit(sentence, head, name, hit)
        owned = self._owned(sentence, head, speaker, depth)
        if owned is not None:
            return owned
        back = self._anaphor(sentence, head, name)
        if back is not None:
            return back
        inner = self._inner_name(sentence, head)
        if inner is not None:
            return inner
        if not name:
            return Actor(phrase.clean(head.text), "")
        if head.pos_ == "PROPN":
            return self._named(name)
        return Actor(name, self._id(name) or self._organ_here(head, name))

    def _at_hit(self, sentence: Sentence, head: Token, name: str, hit) -> Actor:  # type: ignore[no-untyped-def]
        text = self._document.layout.text[hit.start : hit.end]
        entry = self._entry_of(hit.key)
        bare = phrase.clean(text)
        if bare in self._acronyms:
            return Actor(self._acronyms[bare], entry.id if entry else "")
        if entry is None:
            return self._named(name or bare)
        if entry.is_person:
            full = self._person(normalise(bare).split(), entry) or name or bare
            return Actor(full, entry.id)
        if entry.kind == "state":
            return Actor(
                bare if len(bare.split()) >= len(name.split()) - 1 or not name else name,
                self._id(name) or entry.id,
            )
        full = self._full.get(entry.id, "")
        if entry.organ or not _better(full, bare):
            return Actor(name if name and bare in name else bare, entry.id)
        return Actor(full, entry.id)

    def _inner_name(self, sentence: Sentence, head: Token) -> Actor | None:
        """A common noun for the people of a named party: "HTS fighters" are Hayat Tahrir al-Sham."""
        if head.lower_ not in name_rules().followers:
            return None
        for left in head.lefts:
            if left.dep_ not in ("compound", "amod", "nmod", "poss"):
                continue
            hit = self._hit_at(sentence.at(left).start)
            entry = self._entry_of(hit.key) if hit else None
            if hit is None or entry is None or entry.kind == "state" or entry.is_person or entry.organ:
                continue
            text = phrase.clean(self._document.layout.text[hit.start : hit.end])
            full = self._acronyms.get(text) or self._full.get(entry.id) or text
            if is_acronym(text) and full != text:
                return Actor(full, entry.id)
            return Actor(phrase.phrase_name(head), entry.id)
        return None

    def _name_in_apposition(self, sentence: Sentence, head: Token) -> Token | None:
        """The proper name that follows a role: "his counterpart, Sergei Lavrov"."""
        if head.pos_ == "PROPN" and self._hit_at(sentence.at(head).start):
            return None
        if head.pos_ == "PROPN" and head.lower_ not in self._lexicon.person:
            return None
        for right in head.rights:
            if right.dep_ == "appos" and right.pos_ == "PROPN" and right.i > head.i:
                if right.ent_type_ in ("PERSON", "ORG", "NORP") or self._hit_at(sentence.at(right).start):
                    between = sentence.tokens.doc[head.i + 1 : right.left_edge.i].text
                    if "(" not in between:
                        return right
        return None

    def _owned(self, sentence: Sentence, head: Token, speaker: Actor | None, depth: int) -> Actor | None:
        """A party by its owner: "its forces", "the country's army", "their fighters"."""
        owner = next((t for t in head.lefts if t.dep_ == "poss"), None)
        if owner is None:
            return None
        country = owner.lemma_.lower() in _COUNTRY_NOUNS
        if owner.pos_ != "PRON" and not country and owner.lower_ not in (_IT | _THEY | _HE | _WE):
            return None
        if owner.lower_ in _WE:
            name = phrase.phrase_name(head)
            return Actor(name, self._organ_of(speaker or self._first_person(sentence, owner), head))
        who = self._here(sentence, head) if country else self._pronoun(sentence, owner, speaker, depth)
        rest = clean_tail(head.doc[owner.i + 1 : phrase.bounds(head)[1] + 1].text)
        if not who.name:
            return Actor(rest, self._organ_here(head, rest))
        entry = self._registry.get(who.id)
        if entry and entry.country and (entry.kind == "state" or entry.organ):
            demonym = self._registry.demonym(entry.country)
            name = f"{demonym} {rest}"
            return Actor(name, self._id(name) or who.id)
        if (
            entry
            and entry.is_person
            or (entry is None and head.lower_ in ("forces", "troops", "army", "government", "regime"))
        ):
            return Actor(f"{who.name}'s {rest}", self._id(f"{who.name}'s {rest}"))
        if head.lower_ in name_rules().followers:
            return Actor(f"{who.name} {rest}", who.id)
        return Actor(f"{who.name}'s {rest}", "")

    def _here(self, sentence: Sentence, head: Token) -> Actor:
        """The country that "the country" means."""
        for mention in reversed(self._before(sentence, sentence.at(head).start)):
            if mention.entry and mention.entry.kind == "state":
                return Actor(self._text(mention), mention.entry.id)
            if mention.entry and mention.entry.organ and mention.entry.country:
                state = self._registry.state(mention.entry.country)
                if state:
                    return Actor(state.name, state.id)
        state = self._registry.state(self.country)
        return Actor(state.name, state.id) if state else NOBODY

    def _organ_of(self, who: Actor, head: Token) -> str:
        entry = self._registry.get(who.id)
        organ = self._registry.heads.get(normalise(head.lower_)) or next(
            (o for t in head.subtree if (o := self._registry.heads.get(normalise(t.lower_)))), ""
        )
        if not entry:
            return ""
        if (
            entry.country
            and (entry.organ or entry.kind in ("state", "official", "ministry", "army"))
            and organ
        ):
            found = self._registry.organ(entry.country, organ, self._on)
            return found.id if found else ""
        return "" if entry.kind in ("agency", "media", "monitor") else entry.id

    def _organ_here(self, head: Token, name: str) -> str:
        """ "the army" of a report whose country is plain."""
        found = self._generic.find(name)
        if found:
            return found
        key = normalise(name)
        organ = self._registry.heads.get(key)
        if not organ:
            return ""
        for mention in reversed(self._mentions):
            if mention.entry and mention.entry.organ == organ and mention.span.start < head.idx:
                return mention.entry.id
        ranked = self.countries.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
            return ""
        entry = self._registry.organ(ranked[0][0], organ, self._on)
        return entry.id if entry else ""

    def _anaphor(self, sentence: Sentence, head: Token, name: str) -> Actor | None:
        """ "the group", "the Britain-based war monitor", "the ministry": the named party that they lead back to."""
        kinds = self._lexicon.anaphors.get(head.lower_)
        lemma = head.lemma_.lower()
        definite = any(t.lower_ in ("the", "this", "that") for t in head.lefts if t.dep_ == "det")
        if not definite:
            return None
        strong = [
            t.lower_
            for t in head.lefts
            if t.dep_ in ("amod", "compound", "nmod", "poss", "nummod") and not self._is_weak(t)
        ]
        noun = head.lower_
        for mention in reversed(self._before(sentence, sentence.at(head).start)):
            if not mention.named or mention.type == "people":
                continue
            words = normalise(self._text(mention)).split()
            entry = mention.entry
            same = noun in words or lemma in words or normalise(lemma) in words
            fits = bool(kinds and entry and entry.kind in kinds and noun not in _COUNTRY_NOUNS)
            if not same and not fits:
                continue
            if entry and entry.kind == "state":
                continue
            if strong and not set(map(normalise, strong)) <= set(words):
                continue
            if (
                same
                and not fits
                and noun in ("president", "minister", "leader", "chief")
                and mention.type != "person"
            ):
                continue
            actor = self._of(mention)
            return actor if len(actor.name.split()) >= len(name.split()) or fits else None
        return None

    def _is_weak(self, token: Token) -> bool:
        pieces = token.text.lower().replace("-", " ").split()
        if token.lower_ in self._registry.demonyms:
            return True
        return all(
            p in self._lexicon.weak or p in self._registry.countries or p in self._registry.demonyms
            for p in pieces
        ) or any(p in ("based", "backed", "linked", "affiliated", "led", "aligned", "run") for p in pieces)

    def _before(self, sentence: Sentence, offset: int, back: int = 1000) -> list[Mention]:
        return [m for m in self._mentions if m.span.end <= offset and sentence.index - m.sentence <= back]

    def _of(self, mention: Mention) -> Actor:
        hit = self._hit_at(mention.head)
        name = self._text(mention)
        if hit is not None:
            entry = mention.entry
            bare = phrase.clean(self._document.layout.text[hit.start : hit.end])
            if bare in self._acronyms:
                return Actor(self._acronyms[bare], entry.id if entry else "")
            if entry and entry.kind == "state":
                return Actor(name if len(name.split()) < 4 else bare, self._id(name) or entry.id)
            if entry and entry.is_person:
                return Actor(self._person(normalise(bare).split(), entry) or name, entry.id)
            if entry and not entry.organ:
                return Actor(self._full.get(entry.id) or bare, entry.id)
            if entry:
                return Actor(name, entry.id)
        return self._named(name) if mention.named else self._actor_of(mention)

    # ------------------------------------------------------------------ pronouns

    def _former(self, sentence: Sentence, head: Token) -> Actor:
        found = [m for m in self._before(sentence, sentence.at(head).start, 1) if m.named]
        if len(found) < 2:
            return NOBODY
        return self._of(found[-2] if head.lower_ == "former" else found[-1])

    def _pronoun(self, sentence: Sentence, token: Token, speaker: Actor | None, depth: int) -> Actor:
        key = sentence.at(token).start
        if key in self._pronouns:
            return self._pronouns[key]
        self._pronouns[key] = NOBODY  # a circle of pronouns ends here
        word = token.lower_
        if word in _WHO and token.head.dep_ in ("relcl", "acl"):
            actor = self._at(sentence, token.head.head, speaker, depth + 1)
        elif word in _WHO and token.dep_ == "poss" and token.head.head.dep_ == "relcl":
            actor = self._at(sentence, token.head.head.head, speaker, depth + 1)
        elif word in _WE:
            actor = speaker or self._first_person(sentence, token)
        elif word in _IT:
            actor = self._antecedent(sentence, token, "it", depth)
        elif word in _THEY:
            actor = self._antecedent(sentence, token, "they", depth)
        elif word in _HE:
            actor = self._antecedent(sentence, token, "he", depth)
        else:
            actor = NOBODY
        self._pronouns[key] = actor
        return actor

    def _first_person(self, sentence: Sentence, token: Token) -> Actor:
        for verb in token.ancestors:
            if verb.lemma_.lower() in self._lexicon.speech:
                subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
                if subject is not None and subject.lower_ not in _WE:
                    return self._at(sentence, subject, None, 2)
        for mention in reversed(self._before(sentence, sentence.start, 2)):
            if mention.speaks:
                return self._of(mention)
        return NOBODY

    def _antecedent(self, sentence: Sentence, token: Token, want: str, depth: int) -> Actor:
        own = self._subject_above(sentence, token, want, depth)
        if own is not None:
            return own
        offset = sentence.at(token).start
        subject = token.dep_ in _SUBJECTS
        speech = subject and token.head.lemma_.lower() in self._lexicon.speech
        best: Mention | None = None
        best_score = 0.0
        for mention in self._before(sentence, offset, _BACK):
            fit = self._fits(mention, want)
            if not fit:
                continue
            if (
                mention.sentence == sentence.index
                and token.dep_ in ("dobj", "pobj")
                and mention.dep in _SUBJECTS
                and self._one_clause(sentence, mention, token)
            ):
                continue
            score = 10.0 + fit - 3.0 * (sentence.index - mention.sentence)
            score += 3.0 if mention.dep in _SUBJECTS else 0.0
            score += 2.0 if mention.named else 0.0
            if speech and mention.speaks:
                score += 5.0
            if speech and mention.place:
                score -= 3.0
            score -= 3.0 if mention.local else 0.0
            score += (mention.span.start / max(1, offset)) * 0.5
            if score > best_score:
                best, best_score = mention, score
        return self._of(best) if best else NOBODY

    def _one_clause(self, sentence: Sentence, mention: Mention, token: Token) -> bool:
        verb = next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)
        return verb is not None and any(sentence.at(c).start == mention.head for c in verb.children)

    def _fits(self, mention: Mention, want: str) -> float:
        kind = mention.type
        if want == "he":
            return 3.0 if kind == "person" else 0.0
        if want == "it":
            return {"group": 3.0, "state": 2.0}.get(kind, 0.0)
        armed = mention.entry is not None and mention.entry.kind in (
            "rebel",
            "jihadist",
            "militia",
            "ethnic",
            "army",
        )
        return {"people": 4.0, "group": 2.0 if armed else 1.0}.get(kind, 0.0)

    def _subject_above(self, sentence: Sentence, token: Token, want: str, depth: int) -> Actor | None:
        """The subject of the clause that a pronoun's clause hangs on: "Russia said its forces …"."""
        verb = next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)
        first = True
        for _ in range(5):
            if verb is None:
                return None
            subject = next((t for t in verb.children if t.dep_ in _SUBJECTS), None)
            usable = (
                subject is not None
                and subject.i != token.i
                and not (token.dep_ == "poss" and token.head.i == subject.i)
            )
            if first and token.dep_ != "poss":
                usable = False
            if usable and subject is not None and subject.i < token.i and not subject.is_ancestor(token):
                if subject.pos_ == "PRON":
                    if subject.lower_ in (_IT | _THEY | _HE):
                        same = (_IT, _THEY, _HE)
                        if any(subject.lower_ in s and token.lower_ in s for s in same):
                            return self._pronoun(sentence, subject, None, depth + 1)
                    elif subject.lower_ in _WHO and verb.dep_ == "relcl":
                        mention = self._by_head.get(sentence.at(verb.head).start)
                        if mention and self._fits(mention, want):
                            return self._of(mention)
                else:
                    target = phrase.counted(subject)
                    mention = self._by_head.get(sentence.at(target).start)
                    if mention and self._fits(mention, want):
                        return self._of(mention)
            first = False
            verb = next((a for a in verb.ancestors if a.pos_ in ("VERB", "AUX")), None)
        return None

    def __iter__(self) -> Iterator[Mention]:
        return iter(self._mentions)


def clean_tail(text: str) -> str:
    """What follows an owner or an adjective in a phrase, without quotes and possessives."""
    return phrase.clean(text.removeprefix("'s ").removeprefix("’s "))


def _better(name: str, known: str) -> bool:
    """Whether a name says more than another."""
    if not known:
        return bool(name)
    if is_acronym(known) != is_acronym(name):
        return is_acronym(known)
    return len(normalise(name).split()) > len(normalise(known).split())


def _only_followers(words: list[str], known: set[str]) -> bool:
    tail = list(words)
    while len(tail) > 1 and tail[-1] in name_rules().followers:
        tail.pop()
        if " ".join(tail) in known or "=" + " ".join(tail).upper() in known:
            return True
    return False
