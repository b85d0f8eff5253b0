"""Who says what by syntax: for a word that may be a cue, its class, its source and its content.

These rules find the sayings on their own, and where a trained model is at hand they are its best features.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.table import Table

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_CLAUSES = ("ccomp", "parataxis")
_TRIM_LEFT = {",", ";", ":", ".", "--", "-", "—", "–", ")", "...", "…"}
_TRIM_RIGHT = {",", ";", ":", ".", "--", "-", "—", "–", "("}
_MARKS = {'"', "``", "''", "'", "`"}
_ADJUNCTS = ("advcl", "acl", "prep", "xcomp", "dep")
_NEGATIONS = {"not", "n't", "never", "neither", "nor"}


@dataclass(slots=True)
class Found:
    """One saying as words of the table.

    Attributes:
        head: The word that bears the cue.
        cue_class: Its class in the lexicon.
        source: Words that name the source; empty when the report does not say who.
        cue: Words of the cue.
        content: Words of what is said.
        denies: The cue denies its content.
        neutral: The source says neither yes nor no.
        anonymous: The cue leaves the source open ("is believed to", "reports of").
        via: Heads of the words that name a medium, nearest first.
        cites: The cue hands on another's words ("…, citing the ministry").
        source_head: The word that the source's others hang on; -1 for none.
        pieces: The content in pieces, where the model has cut it.
    """

    head: int
    cue_class: str
    source: list[int] = field(default_factory=list)
    cue: list[int] = field(default_factory=list)
    content: list[int] = field(default_factory=list)
    denies: bool = False
    neutral: bool = False
    anonymous: bool = False
    via: list[int] = field(default_factory=list)
    cites: bool = False
    source_head: int = -1
    pieces: list[list[int]] = field(default_factory=list)


def verb_class(table: Table, word: int, words: Lexicon) -> str:
    """The class of a verb, or ""."""
    lemma = table.lemma[word]
    for kid in table.kids[word]:
        if kid > word and table.dep[kid] in ("prt", "prep"):
            found = words.particles.get((lemma, table.lower[kid]))
            if found:
                return found
    return words.verbs.get(lemma, "")


def subject_of(table: Table, verb: int) -> tuple[int, bool]:
    """The head of a verb's subject, and whether it is passive; climbs to the verb that shares it. -1: none."""
    word = verb
    for _ in range(6):
        subjects = [k for k in table.kids[word] if table.dep[k] in _SUBJECTS]
        if subjects:
            # "State agency NNA said" may be parsed as two subjects; the name stands next to the verb.
            kid = next((k for k in reversed(subjects) if k < word), subjects[0])
            return kid, table.dep[kid] == "nsubjpass" and word == verb
        dep, head = table.dep[word], table.head[word]
        if head == word:
            return -1, False
        if dep in ("acl", "relcl"):
            return head, False
        if dep not in ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "dep"):
            return -1, False
        if dep == "ccomp" and table.tag[word] not in ("VBG", "VB", "VBN"):
            return -1, False
        if dep in ("xcomp", "ccomp") and table.tag[word] == "VB":
            # "forced the government to deny": the object of the one is the subject of the other.
            ruled = [k for k in table.kids[head] if table.dep[k] == "dobj" and head < k < word]
            if ruled and table.lemma[head] != "promise":
                return ruled[0], False
        if dep == "advcl" and word == verb and table.tag[word] == "VBG":
            speaker = _speaker_above(table, word)
            if speaker >= 0:
                return speaker, False
            nearest = _nearest_subject(table, word)
            if nearest >= 0:
                return nearest, False
        word = head
    return -1, False


def _speech_above(table: Table, verb: int) -> int:
    """The nearest verb of saying with a subject of its own above a word, whatever stands between; -1: none."""
    words = lexicon()
    word = table.head[verb]
    for _ in range(5):
        speaks = words.verbs.get(table.lemma[word]) in ("say", "confirm", "deny", "demand", "plan")
        if speaks and table.pos[word] == "VERB" and any(table.dep[k] in _SUBJECTS for k in table.kids[word]):
            return word
        if table.head[word] == word:
            break
        word = table.head[word]
    return -1


def _speaker_above(table: Table, verb: int) -> int:
    """For "…, adding that": the subject of the verb of saying above."""
    word = _speech_above(table, verb)
    return subject_of(table, word)[0] if word >= 0 else -1


def subject_words(table: Table, head: int) -> list[int]:
    """The words of a source; "state agency NNA", parsed as two subjects of one verb, comes whole."""
    chosen = noun_phrase(table, head)
    if table.dep[head] in _SUBJECTS:
        for kid in table.kids[table.head[head]]:
            if kid != head and table.dep[kid] in _SUBJECTS and table.last[kid] + 1 == chosen[0]:
                return noun_phrase(table, kid) + chosen
    return chosen


def _nearest_subject(table: Table, verb: int) -> int:
    """For "…, claiming that" after several clauses: the last subject before it that can speak."""
    words = lexicon()
    if words.verbs.get(table.lemma[verb]) not in ("say", "confirm", "deny", "demand", "plan"):
        return -1
    begin = table.bounds[table.sentence[verb]][0]
    for word in range(verb - 1, begin - 1, -1):
        if table.dep[word] in ("nsubj", "nsubjpass") and table.tag[table.head[word]] not in ("VBG", "VBN"):
            if (
                table.pos[word] in ("PROPN", "PRON")
                or _names_speaker(table, word)
                or table.tag[word] == "NNS"
            ):
                return word
    return -1


def noun_phrase(table: Table, head: int) -> list[int]:
    """The words of a noun phrase, without what is only said about it (relative clauses, appositions)."""
    keep = [head]
    for kid in table.kids[head]:
        if table.dep[kid] in (
            "relcl",
            "appos",
            "acl",
            "punct",
            "cc",
            "conj",
            "advcl",
            "parataxis",
            "advmod",
            "ccomp",
        ):
            if table.dep[kid] in ("cc", "conj") and abs(kid - head) < 12 and _plain_list(table, head):
                keep.extend(table.subtree(kid) if table.dep[kid] == "conj" else [kid])
            elif table.dep[kid] == "appos" and table.pos[kid] == "PROPN" and kid == head + 1:
                keep.extend(noun_phrase(table, kid))
            continue
        keep.extend(table.subtree(kid))
    keep = sorted(set(keep))
    at = keep.index(head)
    lo, hi = at, at
    while lo > 0 and _touches(table, keep[lo - 1], keep[lo]):
        lo -= 1
    while hi + 1 < len(keep) and _touches(table, keep[hi], keep[hi + 1]):
        hi += 1
    return list(range(keep[lo], keep[hi] + 1))


def _touches(table: Table, left: int, right: int) -> bool:
    """Whether two words stand side by side, or with only a hyphen or an apostrophe between them."""
    return right == left + 1 or (right == left + 2 and table.text[left + 1] in {"-", "'", "’", "/"})


def _plain_list(table: Table, head: int) -> bool:
    return all(table.dep[k] not in ("relcl", "appos") for k in table.kids[head])


def trim(table: Table, words: list[int]) -> list[int]:
    """Content without the punctuation that only sets it off, one run at a time; quotation marks stay in pairs."""
    runs: list[list[int]] = []
    for word in sorted(set(words)):
        if runs and word == runs[-1][-1] + 1:
            runs[-1].append(word)
        else:
            runs.append([word])
    out: list[int] = []
    for run in runs:
        lo, hi = 0, len(run) - 1
        while lo <= hi and table.text[run[lo]] in _TRIM_LEFT:
            lo += 1
        while hi >= lo and table.text[run[hi]] in _TRIM_RIGHT:
            hi -= 1
        if hi == lo and table.text[run[lo]] in _MARKS:
            continue
        out.extend(run[lo : hi + 1])
    return out


def heal_quotes(table: Table, words: list[int], bound: int = -1) -> list[int]:
    """Take in the rest of a quotation that the content already holds the better part of."""
    chosen = set(words)
    for number in {table.quote[w] for w in words} - {-1}:
        quotation = table.quotations[number]
        inside = [w for w in _words_of_quote(table, number)]
        if not inside or bound in inside:
            continue
        share = sum(w in chosen for w in inside) / len(inside)
        if share >= 0.5 or (table.start[inside[0]] == quotation.start and inside[0] in chosen):
            chosen.update(inside)
    return sorted(chosen)


def _words_of_quote(table: Table, number: int) -> list[int]:
    span = table.quotations[number].span
    lo, hi = 0, len(table)
    while lo < hi:
        mid = (lo + hi) // 2
        if table.start[mid] < span.start:
            lo = mid + 1
        else:
            hi = mid
    out = []
    while lo < len(table) and table.start[lo] < span.end:
        out.append(lo)
        lo += 1
    return out


def cue_words(table: Table, verb: int, words: Lexicon) -> list[int]:
    """The cue with its auxiliaries, its negation, its particle and "in a statement"."""
    keep = [verb]
    for kid in table.kids[verb]:
        dep = table.dep[kid]
        if dep in ("aux", "auxpass", "neg", "prt"):
            keep.append(kid)
        elif dep == "prep" and kid > verb and table.lower[kid] in ("in", "on", "at", "during"):
            inner = next((k for k in table.kids[kid] if table.dep[k] == "pobj"), -1)
            if inner >= 0 and table.lemma[inner] in words.sets["occasions"]:
                keep.extend(range(kid, inner + 1))
        elif dep == "prep" and (table.lemma[verb], table.lower[kid]) in words.particles:
            keep.append(kid)
    return sorted(set(keep))


def carriers(table: Table, verb: int) -> list[int]:
    """The media through which a saying came: "told AFP", "in a statement carried by SANA", "on Telegram"."""
    words = lexicon()
    out: list[int] = []
    if table.pos[verb] != "VERB":
        return out
    for kid in table.kids[verb]:
        dep = table.dep[kid]
        if dep in _SUBJECTS:
            out.extend(k for k in table.kids[kid] if table.lower[k] in words.sets["platforms"])
        if dep in ("dobj", "dative") and table.lemma[verb] in _TELLING and table.ent[kid] == "ORG":
            out.append(kid)
        elif (
            dep == "prep" and kid > verb and table.lower[kid] in ("in", "on", "to", "via", "through", "with")
        ):
            for inner in table.kids[kid]:
                if table.lower[inner] in words.sets["platforms"] or (
                    table.lower[kid] in ("via", "through", "to") and table.ent[inner] == "ORG"
                ):
                    out.append(inner)
                elif table.lemma[inner] in words.sets["occasions"]:
                    out.extend(_carried(table, inner, words))
    return out


_TELLING = {"tell", "inform", "brief"}


def _carried(table: Table, noun: int, words: Lexicon) -> list[int]:
    out: list[int] = []
    for kid in table.kids[noun]:
        if table.dep[kid] == "acl" and table.lemma[kid] in words.sets["carrying"]:
            for agent in table.kids[kid]:
                if table.lower[agent] in ("by", "in", "on", "through"):
                    out.extend(
                        k
                        for k in table.kids[agent]
                        if table.dep[k] == "pobj"
                        and table.ent[k] in ("ORG", "PERSON", "")
                        and table.pos[k] == "PROPN"
                    )
        elif table.dep[kid] == "prep" and table.lower[kid] in ("with", "to", "on", "via", "through"):
            out.extend(
                k
                for k in table.kids[kid]
                if table.ent[k] == "ORG" or table.lower[k] in words.sets["platforms"]
            )
    return out


def is_negated(table: Table, verb: int) -> bool:
    """Whether the cue itself is negated ("did not say", "has yet to comment")."""
    if any(table.dep[k] == "neg" or table.lower[k] in _NEGATIONS for k in table.kids[verb] if k < verb):
        return True
    begin = table.bounds[table.sentence[verb]][0]
    return any(table.lower[w] in ("nor", "neither") for w in range(max(begin, verb - 2), verb))


def find(table: Table) -> list[Found]:
    """All sayings that syntax and the lexicon show, in the order of their cues."""
    words = lexicon()
    out: list[Found] = []
    for word in range(len(table)):
        found = at(table, word, words)
        if found is not None and (found.content or found.neutral):
            out.append(found)
    return out


def at(table: Table, word: int, words: Lexicon) -> Found | None:
    """The saying that a word bears by rule, or None; its content may be empty."""
    pos = table.pos[word]
    if pos in ("VERB", "AUX"):
        if table.lower[word] == "according":
            return _according(table, word)
        cue_class = verb_class(table, word, words)
        return _verb(table, word, cue_class, words) if cue_class else None
    if table.lower[word] in ("according", "per"):
        return _according(table, word)
    if pos == "NOUN":
        return _noun(table, word, words)
    if pos == "ADV" and table.lower[word] in words.sets["hearsay"]:
        head = table.head[word]
        content = trim(table, [w for w in _clause(table, head) if w != word])
        return Found(word, "believe", [], [word], content, anonymous=True)
    if table.text[word] == ":":
        return _colon(table, word)
    return None


def _clause(table: Table, head: int, without: int = -1) -> list[int]:
    """A clause: the subtree of its verb without what another verb's saying cuts off."""
    if without < 0:
        return table.subtree(head)
    drop = set(table.subtree(without))
    return [w for w in table.subtree(head) if w not in drop]


def _verb(table: Table, verb: int, cue_class: str, words: Lexicon) -> Found | None:
    tag, dep = table.tag[verb], table.dep[verb]
    found = Found(verb, cue_class, cue=cue_words(table, verb, words))
    subject, passive = subject_of(table, verb)
    kids = table.kids[verb]
    passive = passive or (tag == "VBN" and any(table.dep[k] in ("auxpass", "agent") for k in kids))
    own = any(table.dep[k] in _SUBJECTS for k in kids)
    inverted = -1 if own else _inverted(table, verb, cue_class)
    trailing = _trailing(table, verb, cue_class, words)
    content: list[int] = []
    if trailing:
        subject = found.source_head = _name_head(table, trailing)
        content = list(range(table.bounds[table.sentence[verb]][0], trailing[0]))
    elif passive:
        agent = next((k for k in kids if table.dep[k] == "agent"), -1)
        by = next((k for k in table.kids[agent] if table.dep[k] == "pobj"), -1) if agent >= 0 else -1
        quoted = table.lemma[verb] in words.sets["citing"] and any(table.lower[k] == "as" for k in kids)
        if quoted:
            found.source_head = subject
            if by >= 0:
                found.via.append(by)
            for k in kids:
                if table.lower[k] == "as":
                    content = _below(table, k)
        elif by >= 0:
            found.source_head = by
            content = [
                w for k in kids if table.dep[k] in ("nsubjpass", "ccomp", "xcomp") for w in table.subtree(k)
            ]
        else:
            content = _passive_content(table, verb)
            found.anonymous = True
            if table.lemma[verb] in ("tell", "inform", "ask", "brief", "notify"):
                content = []
    elif inverted >= 0:
        begin = table.bounds[table.sentence[verb]][0]
        subject = found.source_head = inverted
        content = list(range(begin, verb))
    else:
        found.source_head = subject
        content = _active_content(table, verb, cue_class, subject, own, words)
    if not content and cue_class in ("say", "confirm", "ask", "demand", "deny", "believe"):
        content = _quoted_content(table, verb, subject)
    if found.source_head >= 0:
        found.source = trailing or subject_words(table, found.source_head)
        if verb in found.source:
            found.source = [w for w in found.source if w < verb and w <= found.source_head] or []
    skip = set(found.source) | set(found.cue)
    content = [w for w in content if w not in skip]
    found.content = trim(table, heal_quotes(table, trim(table, content), verb))
    found.content = [w for w in found.content if w not in skip]
    if table.lemma[verb] in words.sets["citing"] and tag == "VBG" and dep in _ADJUNCTS:
        return _citing(table, verb, found)
    negated = is_negated(table, verb)
    if _denies(table, verb, cue_class, words):
        found.cue_class = "deny"
        found.denies = not negated
        found.neutral = negated
    elif cue_class == "deny":
        found.cue_class = "reject"
    elif negated and table.lemma[verb] in words.sets["negated"]:
        found.neutral = True
    elif table.lemma[verb] == "decline":
        found.neutral = any(table.lemma[k] in words.sets["declined"] for k in kids if table.dep[k] == "xcomp")
    return found


_NOMINAL = {"DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "CCONJ", "NUM", "PRON", "PUNCT"}


def _trailing(table: Table, verb: int, cue_class: str, words: Lexicon) -> list[int]:
    """The source in "…, the state agency reported on Monday.", by the words alone: parsers often miss it.

    Empty where the sentence is not built so: a comma or a closing quotation mark, a noun phrase, the verb, and
    after it nothing but where and when.
    """
    begin, end = table.bounds[table.sentence[verb]]
    if cue_class not in ("say", "confirm") or table.lemma[verb] not in words.sets["plain"]:
        return []
    if table.tag[verb] not in ("VBD", "VBZ", "VBP", "VBN") or end - verb > 10:
        return []
    if any(table.pos[w] in ("VERB", "AUX", "SCONJ") or table.quote[w] >= 0 for w in range(verb + 1, end)):
        return []
    if any(table.pos[w] not in ("ADP", "ADV", "PUNCT") for w in range(verb + 1, min(verb + 2, end))):
        if verb + 1 < end and table.ent[verb + 1] not in ("DATE", "TIME"):
            return []
    first = verb
    while first - 1 >= begin and verb - first < 14:
        before = first - 1
        if table.text[before] in (",", '"', "''", ";") or table.quote[before] >= 0:
            break
        if table.pos[before] not in _NOMINAL or table.lower[before] in _CLAUSE_WORDS:
            return []
        first = before
    comma = first - 1
    if first == verb or comma - begin < 4 or verb - first >= 14 or table.text[comma] not in (",", '"', "''"):
        return []
    if table.pos[first] == "ADP" or table.pos[verb - 1] == "ADP":
        return []
    if not any(table.pos[w] in ("VERB", "AUX") for w in range(begin, comma)):
        return []
    return list(range(first, verb))


_CLAUSE_WORDS = {"who", "which", "that", "where", "when", "while", "as", "what", "and"}


def _name_head(table: Table, phrase: list[int]) -> int:
    """The head of a noun phrase by the words: its last noun before any preposition."""
    head = phrase[-1]
    for word in phrase:
        if table.pos[word] == "ADP" and word > phrase[0]:
            break
        if table.pos[word] in ("NOUN", "PROPN", "PRON"):
            head = word
    return head


def _inverted(table: Table, verb: int, cue_class: str) -> int:
    """The subject of '…", added the envoy' where the parse takes it for an object; -1: none."""
    begin = table.bounds[table.sentence[verb]][0]
    if (
        cue_class not in ("say", "confirm", "believe")
        or verb - begin < 4
        or table.tag[verb] not in ("VBD", "VBZ")
    ):
        return -1
    if table.text[verb - 1] not in (",", '"', "''", "?", "!"):
        return -1
    things = [k for k in table.kids[verb] if k > verb and table.dep[k] == "dobj"]
    if not things or any(table.dep[k] in ("ccomp", "xcomp") and k > verb for k in table.kids[verb]):
        return -1
    return things[0] if _names_speaker(table, things[0]) or table.pos[things[0]] in ("PROPN", "PRON") else -1


def _denies(table: Table, verb: int, cue_class: str, words: Lexicon) -> bool:
    """Whether a verb denies that something is so, rather than refuses someone something."""
    lemma = table.lemma[verb]
    weak = lemma in words.sets["deny_tellings"]
    if cue_class != "deny" and not (cue_class == "reject" and weak):
        return False
    things = [k for k in table.kids[verb] if table.dep[k] in ("dobj", "nsubjpass", "dative")]
    if any(table.lemma[k] in words.sets["withheld"] for k in things):
        return False
    told = any(table.lemma[k] in words.sets["tellings"] or table.dep[k] == "ccomp" for k in table.kids[verb])
    return told if weak else True


def _citing(table: Table, verb: int, found: Found) -> Found:
    """'SANA said, citing the ministry': what is cited is the source and who cites the way."""
    cited = next((k for k in table.kids[verb] if table.dep[k] == "dobj"), -1)
    if cited < 0 or not _names_speaker(table, cited):
        return found
    main = table.head[verb]
    if table.pos[main] in ("NOUN", "PROPN"):
        subject, main = main, table.head[main]
    else:
        above = _speech_above(table, verb)
        main = above if above >= 0 else main
        subject, _ = subject_of(table, main)
    inside = set(table.subtree(verb))
    own = [w for k in table.kids[verb] if table.dep[k] == "ccomp" for w in table.subtree(k)]
    outer = trim(table, own or [w for w in at_clause(table, main) if w not in inside])
    found.source_head = cited
    found.source = noun_phrase(table, cited)
    found.cue = [verb]
    found.cue_class = "say"
    found.content = [w for w in outer if w not in set(found.source) and w != verb]
    found.cites = True
    if subject >= 0:
        found.via.append(subject)
    return found


def at_clause(table: Table, verb: int) -> list[int]:
    """What a verb of saying says, for the one who is cited; else its whole clause."""
    words = lexicon()
    cue_class = verb_class(table, verb, words)
    if cue_class:
        inner = _verb(table, verb, cue_class, words)
        if inner and inner.content:
            return inner.content
    return trim(table, [w for w in table.subtree(verb)])


def _below(table: Table, word: int) -> list[int]:
    """What hangs on 'as' in 'was quoted as saying that …'."""
    out: list[int] = []
    for kid in table.kids[word]:
        if table.pos[kid] in ("VERB", "AUX"):
            out.extend(
                w for k in table.kids[kid] if table.dep[k] in (*_CLAUSES, "dobj") for w in table.subtree(k)
            )
        else:
            out.extend(table.subtree(kid))
    return out


def _passive_content(table: Table, verb: int) -> list[int]:
    """'X is believed to have left': X and the rest; 'it is reported that …': the clause."""
    kids = table.kids[verb]
    clause = [k for k in kids if table.dep[k] in ("ccomp", "xcomp")]
    subject = [k for k in kids if table.dep[k] == "nsubjpass"]
    if clause:
        out = [w for k in clause for w in table.subtree(k)]
        if subject and table.lower[subject[0]] != "it":
            out = table.subtree(subject[0]) + out
        return out
    return [w for k in subject for w in table.subtree(k)]


def _active_content(
    table: Table, verb: int, cue_class: str, subject: int, own: bool, words: Lexicon
) -> list[int]:
    kids = table.kids[verb]
    clause = [k for k in kids if table.dep[k] == "ccomp" and k != subject]
    after = [k for k in clause if k > verb]
    before = [k for k in clause if k < verb]
    if after or before:
        return [w for k in (after or before) for w in table.subtree(k)]
    infinitive = [k for k in kids if table.dep[k] == "xcomp" and k > verb]
    if infinitive and cue_class not in ("ask",):
        objects = [k for k in kids if table.dep[k] == "dobj" and k > verb] if cue_class == "demand" else []
        return [w for k in infinitive + objects for w in table.subtree(k)]
    if table.dep[verb] in ("parataxis", "ccomp", "dep", "conj") and own:
        # The saying stands inside what it says: "X has left, the ministry said, and …".
        host = table.head[verb]
        commas = verb > 0 and table.text[table.first[verb] - 1 if table.first[verb] else 0] in (
            ",",
            '"',
            "''",
        )
        if table.dep[verb] == "parataxis" or (table.dep[verb] in ("ccomp", "dep") and commas and host < verb):
            return _clause(table, host, without=verb)
    objects = [k for k in kids if table.dep[k] in ("dobj", "attr", "oprd", "acomp", "advcl") and k > verb]
    direct = [k for k in objects if table.dep[k] == "dobj"]
    if cue_class not in ("demand", "ask") and direct:
        if (
            table.lemma[direct[0]] in words.sets["figures"]
            and table.lemma[verb] in words.sets["needs_clause"]
        ):
            return [w for k in kids if k > verb for w in table.subtree(k)]
        if table.lemma[verb] in ("tell", "inform", "notify", "brief", "assure"):
            return []
        rest = [
            k
            for k in kids
            if k > direct[0] and table.dep[k] in ("prep", "dative", "oprd") and table.lower[k] in ("as", "of")
        ]
        return [w for k in direct + rest for w in table.subtree(k)]
    if cue_class in ("demand", "accuse"):
        prep = [
            k
            for k in kids
            if table.dep[k] == "prep" and table.lower[k] in ("for", "of", "against") and k > verb
        ]
        return [w for k in prep for j in table.kids[k] for w in table.subtree(j)] + [
            w for k in direct for w in table.subtree(k)
        ]
    return []


def _quoted_content(table: Table, verb: int, subject: int) -> list[int]:
    """A quotation in or beside the sentence of a cue that has no clause of its own."""
    begin, end = table.bounds[table.sentence[verb]]
    own = table.quote[verb]
    for side in ((range(verb + 1, min(end + 1, len(table)))), range(verb - 1, max(begin - 2, -1), -1)):
        for word in side:
            number = table.quote[word]
            if number >= 0 and number != own and table.paragraph[word] == table.paragraph[verb]:
                return _words_of_quote(table, number)
    # Everything before "…, he said" where the parse has it the other way round.
    first = min(table.first[verb], subject if subject >= 0 else verb)
    if first - begin >= 3 and table.text[first - 1] in (",", '"', "''", "?", "!"):
        return list(range(begin, first))
    if end < len(table) and table.text[end - 1] == ":" and table.quote[end] >= 0:
        return _words_of_quote(table, table.quote[end])
    return []


def _according(table: Table, word: int) -> Found | None:
    to = word
    if table.lower[word] == "according":
        to = word + 1
        if to >= len(table) or table.lower[to] != "to":
            return None
    source = next((k for k in table.kids[to] if table.dep[k] in ("pobj", "pcomp")), -1)
    if source < 0:
        source = next((k for k in table.kids[word] if table.dep[k] in ("pobj", "pcomp")), -1)
    if source < 0:
        return None
    if word != to:
        cue = [word, to]
    elif table.pos[source] not in ("PROPN", "NOUN") or not _names_speaker(table, source):
        return None
    else:
        cue = [word]
    names = noun_phrase(table, source)
    host = table.head[word]
    while table.pos[host] not in ("VERB", "AUX") and table.head[host] != host and table.dep[host] != "ROOT":
        host = table.head[host]
    begin, end = table.bounds[table.sentence[word]]
    own = set(table.subtree(word)) | set(names) | set(cue)
    full = host == table.head[host] or table.dep[host] in ("ROOT", "ccomp") or word - begin <= 1
    content = range(begin, end) if full else table.subtree(host)
    if full:
        while host != table.head[host]:
            host = table.head[host]
    found = Found(word, "say", names, cue, source_head=source)
    body = trim(table, [w for w in content if w not in own])
    if table.quote[word] >= 0:
        body = [w for w in body if table.quote[w] == table.quote[word]]
    found.content = body
    return found


def _names_speaker(table: Table, word: int) -> bool:
    words = lexicon()
    lemma = table.lemma[word]
    return (
        table.ent[word] in ("ORG", "PERSON")
        or lemma in words.sets["persons"]
        or lemma in words.sets["institutions"]
        or lemma in words.sets["statements"]
    )


def _noun(table: Table, word: int, words: Lexicon) -> Found | None:
    cue_class = words.nouns.get(table.lemma[word], "")
    if not cue_class:
        return None
    kids = table.kids[word]
    content: list[int] = []
    for kid in kids:
        dep = table.dep[kid]
        if kid < word:
            continue
        if (
            dep in ("acl", "ccomp", "relcl")
            and table.tag[kid] not in ("VBG", "VBN")
            and _has_that(table, kid, dep)
        ):
            content = table.subtree(kid)
        elif dep == "prep" and table.lower[kid] in ("of", "about", "on", "that") and not content:
            content = [w for j in table.kids[kid] for w in table.subtree(j)]
    found = Found(word, cue_class, cue=[word], anonymous=True)
    if not content and table.lemma[word] in words.sets["tellings"]:
        # "… claims late on Monday that they had left": the parser hangs the clause elsewhere.
        end = table.bounds[table.sentence[word]][1]
        that = next((w for w in range(word + 2, min(word + 8, end)) if table.lower[w] == "that"), -1)
        if (
            that >= 0
            and table.dep[that] == "mark"
            and all(table.pos[w] != "VERB" for w in range(word + 1, that))
        ):
            content = table.subtree(table.head[that])
    found.content = trim(table, content)
    owner = next((k for k in kids if table.dep[k] == "poss"), -1)
    if owner >= 0:
        found.source_head = owner
        found.source = [w for w in noun_phrase(table, owner) if table.tag[w] != "POS"]
        found.anonymous = False
    else:
        by = _teller(table, word, words) + [
            j
            for k in kids
            if table.lower[k] in ("by", "from") and table.dep[k] == "prep"
            for j in table.kids[k]
        ]
        if by:
            found.source_head = by[0]
            found.source = noun_phrase(table, by[0])
            found.anonymous = False
    return found if found.content else None


def _teller(table: Table, word: int, words: Lexicon) -> list[int]:
    """The party before a telling: "opposition claims", "police reports"."""
    if table.lemma[word] not in words.sets["tellings"]:
        return []
    return [
        k
        for k in table.kids[word]
        if k < word
        and table.dep[k] in ("compound", "amod")
        and (table.lemma[k] in words.sets["tellers"] or table.ent[k] == "ORG")
    ][-1:]


def _has_that(table: Table, clause: int, dep: str) -> bool:
    if dep == "ccomp":
        return True
    first = table.first[clause]
    if table.lower[first] == "that":
        return table.dep[first] == "mark" or dep == "acl"
    return dep == "acl" and any(table.dep[k] in _SUBJECTS for k in table.kids[clause])


def _colon(table: Table, word: int) -> Found | None:
    """A headline's 'Ministry: army has left' and 'The commander: "…"'."""
    begin, end = table.bounds[table.sentence[word]]
    if word - begin > 8 or word == begin:
        return None
    head = table.head[word]
    left = list(range(begin, word))
    if any(table.pos[w] in ("VERB", "AUX") for w in left):
        return None
    quoted = (
        word + 1 < len(table)
        and table.quote[word + 1] >= 0
        and table.paragraph[word + 1] == table.paragraph[word]
    )
    first_line = table.paragraph[word] == 0
    names = [w for w in left if table.pos[w] in ("PROPN", "NOUN")]
    if not names or not (quoted or (first_line and _names_speaker(table, names[-1]))):
        return None
    content = list(range(word + 1, end))
    if quoted:
        content = _words_of_quote(table, table.quote[word + 1])
    body = trim(table, content)
    if len(body) < 3:
        return None
    anchor = names[-1] if head not in left else head
    return Found(word, "say", left, [word], body, source_head=anchor if anchor in left else names[-1])
