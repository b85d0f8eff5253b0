"""Pronouns and the parties that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from warledger.actors import phrase
from warledger.actors.ground import Ground
from warledger.actors.mentions import ARMED, SUBJECTS, Mention, Mentions
from warledger.language.document import Sentence
from warledger.model import Actor

if TYPE_CHECKING:
    from warledger.language.tokens import Token

NOBODY = Actor("", "")
_BLAMING = frozenset({"blame", "accuse", "condemn", "criticise", "criticize", "denounce", "slam"})
IT = frozenset({"it", "its", "itself"})
THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
HE = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
WE = frozenset({"we", "us", "our", "ours", "ourselves", "i", "me", "my", "mine"})
_THESE = frozenset({"these", "those"})
_WHO = frozenset({"who", "which", "that", "whom", "whose"})
_FORMER = frozenset({"former", "latter"})
_INNER = frozenset({"compound", "amod", "nmod"})
_OBJECTS = frozenset({"dobj", "pobj", "dative"})
_VERBS = frozenset({"VERB", "AUX"})
_BACK = 4
_CLAUSES = 6
_KINDS = {**dict.fromkeys(IT, "it"), **dict.fromkeys(THEY, "they"), **dict.fromkeys(HE, "he")}

Resolve = Callable[[Sentence, "Token", Actor | None, int], Actor]


def is_pronoun(token: Token) -> bool:
    """Whether a word is a pronoun of a party."""
    return token.pos_ == "PRON" or token.lower_ in _KINDS or token.lower_ in WE


class Pronouns:
    """Resolves the pronouns of one report, each once."""

    def __init__(
        self, ground: Ground, mentions: Mentions, of: Callable[[Mention], Actor], resolve: Resolve
    ) -> None:
        """Take what the report names.

        Args:
            ground: Its known names.
            mentions: Its noun phrases.
            of: Gives the party of a mention.
            resolve: Gives the party of any phrase.
        """
        self._ground = ground
        self._mentions = mentions
        self._of = of
        self._resolve = resolve
        self._lexicon = phrase.words()
        self._known: dict[tuple[int, Actor | None], list[Actor]] = {}

    def parties(self, sentence: Sentence, token: Token, speaker: Actor | None, depth: int) -> list[Actor]:
        """Whom a pronoun stands for; several for "they" after "Moscow and Minsk", none when unresolved."""
        key = (sentence.at(token).start, speaker if token.lower_ in WE else None)
        if key in self._known:
            return self._known[key]
        self._known[key] = []  # a circle of pronouns ends here
        found = self._known[key] = self._find(sentence, token, speaker, depth)
        return found

    def _find(self, sentence: Sentence, token: Token, speaker: Actor | None, depth: int) -> list[Actor]:
        word = token.lower_
        if word in WE:
            return _one(speaker or self.first_person(sentence, token, depth))
        if word in _KINDS:
            return self._antecedents(sentence, token, _KINDS[word], depth)
        if word in _THESE and token.dep_ in SUBJECTS:
            return self._these(sentence, token)
        if word in _WHO:
            verb = token.head if token.dep_ != "poss" else token.head.head
            for _ in range(3):
                if verb.dep_ in ("relcl", "acl"):
                    return _one(self._resolve(sentence, verb.head, speaker, depth + 1))
                verb = verb.head
        return []

    def _these(self, sentence: Sentence, token: Token) -> list[Actor]:
        """Those named last, whoever is the subject: "Troops entered the base after *these* abandoned it"."""
        for mention in self._mentions.before(sentence, sentence.at(token).start, 1):
            many = mention.token.tag_ in {"NNS", "NNPS"} or bool(mention.joined)
            if many and mention.type in {"people", "group"}:
                return self._all_of(mention, "they")
        return []

    def former(self, sentence: Sentence, head: Token) -> Actor | None:
        """Whom "the former" and "the latter" mean; None for any other word."""
        if head.lower_ not in _FORMER or head.dep_ in ("amod", "compound"):
            return None
        found: list[Mention] = []
        for mention in self._mentions.before(sentence, sentence.at(head).start, 1):
            if mention.named and mention.type != "place":
                found.append(mention)
            if len(found) == 2:
                return self._of(found[1] if head.lower_ == "former" else found[0])
        return NOBODY

    def first_person(self, sentence: Sentence, token: Token, depth: int = 0) -> Actor:
        """Who says "we": the subject of the saying around it, else who spoke last."""
        for verb in token.ancestors:
            if verb.lemma_.lower() in self._lexicon.speech:
                subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
                if subject is None or subject.lower_ in WE:
                    continue
                if subject.pos_ in ("PRON", "PROPN") or self._mentions.at(sentence, subject):
                    return self._resolve(sentence, subject, None, max(2, depth + 1))
        for mention in self._mentions.before(sentence, sentence.start, 2):
            if mention.speaks:
                return self._of(mention)
        return NOBODY

    def _antecedents(self, sentence: Sentence, token: Token, want: str, depth: int) -> list[Actor]:
        ahead = self._ahead(sentence, token, want)
        if ahead is not None:
            return self._all_of(ahead, want)
        above = None if token.dep_ == "dobj" else self._above(sentence, token, want, depth)
        if above is not None:
            return above
        best = self._nearest(sentence, token, want)
        return self._all_of(best, want) if best else []

    def _all_of(self, mention: Mention, want: str) -> list[Actor]:
        members = [mention, *mention.joined] if want == "they" else [mention]
        actors = (self._of(m) for m in members if m.type != "place")
        return list(dict.fromkeys(a for a in actors if a.name))

    def _nearest(self, sentence: Sentence, token: Token, want: str) -> Mention | None:
        offset = sentence.at(token).start
        subject = token.dep_ in SUBJECTS
        speech = subject and token.head.lemma_.lower() in self._lexicon.speech
        best: Mention | None = None
        best_score = 0.0
        for mention in self._mentions.before(sentence, offset, _BACK):
            fit = self.fits(mention, want)
            if not fit:
                continue
            here = mention.sentence == sentence.index
            if here and token.dep_ in _OBJECTS and self._one_clause(sentence, mention, token):
                continue
            score = 10.0 + fit - 3.0 * (sentence.index - mention.sentence)
            if here and token.dep_ in _OBJECTS:
                score += 3.0 * (mention.dep in _OBJECTS)
            else:
                score += 3.0 * (mention.dep in SUBJECTS)
            score += 2.0 * mention.named - 3.0 * (mention.local and mention.type == "state")
            score -= 3.0 * (mention.dep in _INNER)
            if speech and mention.speaks:
                score += 5.0
            score += (mention.span.start / max(1, offset)) * 0.5
            if score > best_score:
                best, best_score = mention, score
        return best

    def _one_clause(self, sentence: Sentence, mention: Mention, token: Token) -> bool:
        verb = next((a for a in token.ancestors if a.pos_ in _VERBS), None)
        if verb is None:
            return False
        subject = next((c for c in _with_controllers(verb) if c.dep_ in SUBJECTS), None)
        return subject is not None and mention.token.i == subject.i and mention.sentence == sentence.index

    def fits(self, mention: Mention, want: str) -> float:
        """How well a mention may be what a pronoun of a sort stands for; 0 when it cannot."""
        kind = mention.type
        if kind in ("", "place"):
            return 0.0
        if want == "he":
            return 3.0 if kind == "person" and not mention.joined else 0.0
        if want == "it":
            return {"group": 3.0, "state": 2.0}.get(kind, 0.0) if mention.token.tag_ != "NNS" else 0.0
        if mention.joined and all(m.type not in ("", "place") for m in mention.joined):
            return 3.5
        if kind == "group":
            if mention.token.tag_ in ("NNS", "NNPS"):
                return 3.5
            armed = mention.entry is not None and mention.entry.kind in ARMED
            return 2.0 if armed or self._ground.generic.find(mention.noun) else 1.0
        return 4.0 if kind == "people" else 0.0

    def _ahead(self, sentence: Sentence, token: Token, want: str) -> Mention | None:
        """Whom a pronoun before its clause's subject stands for: "For its part, the ministry …"."""
        if token.dep_ != "poss":
            return None
        top = token.head
        while top.dep_ in ("pobj", "prep", "conj") and top.head.i != top.i:
            if top.dep_ == "prep" and top.head.pos_ in _VERBS:
                subject = next((t for t in top.head.children if t.dep_ in SUBJECTS), None)
                if subject is not None and subject.i > token.i:
                    mention = self._mentions.at(sentence, phrase.counted(subject))
                    return mention if mention and self.fits(mention, want) else None
                return None
            top = top.head
        return None

    def _above(self, sentence: Sentence, token: Token, want: str, depth: int) -> list[Actor] | None:
        """The subject of the clause that a pronoun's clause hangs on: "Russia said its forces …"."""
        accused = self._accused(sentence, token, want)
        if accused is not None:
            return accused
        first = token.dep_ != "poss"
        below = token
        for above in self._clauses(token):
            claim = next((t for t in above.rights if t.dep_ == "dobj" and t.i < token.i), None)
            if claim is not None and any(
                t.dep_ == "ccomp" and t in (below, *below.ancestors) for t in above.rights
            ):
                found = self._who_claims(sentence, claim, want)
                if found is not None:
                    return found
            if above.pos_ not in _VERBS:
                found = self._who_claims(sentence, above, want)
                if found is not None:
                    return found
                continue
            subject = next(
                (t for t in _with_controllers(above) if t.dep_ in SUBJECTS or t.dep_ == "dobj"), None
            )
            own, first = first, False
            if own or subject is None or subject.i >= token.i or subject.is_ancestor(token):
                continue
            if subject.pos_ == "PRON":
                if _KINDS.get(subject.lower_) == want:
                    return self.parties(sentence, subject, None, depth + 1)
                if subject.lower_ not in _WHO or above.dep_ != "relcl":
                    continue
                subject = above.head
            mention = self._mentions.at(sentence, phrase.counted(subject))
            fit = self.fits(mention, want) if mention else 0.0
            if mention and (fit > 1.0 or (fit and above.lemma_.lower() in self._lexicon.speech)):
                return self._all_of(mention, want)
        return None

    def _accused(self, sentence: Sentence, token: Token, want: str) -> list[Actor] | None:
        """Whom "it" means in "A blamed B, saying it had killed them": B, who is blamed."""
        for above in self._clauses(token):
            over = above.head
            if (
                above.dep_ != "advcl"
                or above.tag_ != "VBG"
                or above.lemma_.lower() not in self._lexicon.speech
            ):
                continue
            if token.dep_ not in SUBJECTS or over.lemma_ not in _BLAMING:
                return None
            blamed = next((t for t in over.rights if t.dep_ == "dobj" and t.i < token.i), None)
            mention = self._mentions.at(sentence, phrase.counted(blamed)) if blamed is not None else None
            return self._all_of(mention, want) if mention and self.fits(mention, want) else None
        return None

    def _clauses(self, token: Token) -> Iterator[Token]:
        """The verbs, and the nouns of saying ("claims that they …"), that a word stands under."""
        count = 0
        below = token
        for above in token.ancestors:
            if above.pos_ in _VERBS or (above.pos_ == "NOUN" and below.dep_ in ("acl", "ccomp", "relcl")):
                yield above
                count += 1
                if count >= _CLAUSES:
                    return
            below = above

    def _who_claims(self, sentence: Sentence, noun: Token, want: str) -> list[Actor] | None:
        """Whose claim it is: "opposition claims that they …", "the army's denial that it …"."""
        if noun.lemma_.lower() not in self._lexicon.speech or want == "he":
            return None
        for left in noun.lefts:
            if left.dep_ in ("poss", "compound", "amod") and left.pos_ != "PRON":
                actor = self._resolve(sentence, left, None, 2)
                if actor.id or (actor.name and left.dep_ == "poss"):
                    return [actor]
        return None


def _with_controllers(verb: Token) -> Iterator[Token]:
    """A verb's own subject, or, for one without, who is meant to do it: "forced the army to deny"."""
    own = [t for t in verb.children if t.dep_ in SUBJECTS]
    if own:
        yield from own
        return
    if verb.dep_ in ("xcomp", "ccomp") and verb.head.i != verb.i:
        yield from (t for t in verb.head.children if t.dep_ == "dobj")


def _one(actor: Actor) -> list[Actor]:
    return [actor] if actor.name else []
