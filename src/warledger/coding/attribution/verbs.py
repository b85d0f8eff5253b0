"""The saying that a verb bears: who is its subject, which clause or quotation is its content."""

from __future__ import annotations

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.syntax import (
    SUBJECTS,
    heal_quotes,
    is_negated,
    names_speaker,
    noun_phrase,
    speech_above,
    subject_of,
    subject_words,
    trim,
    verb_class,
    words_of_quote,
)
from warledger.coding.attribution.table import Table

_CLAUSES = ("ccomp", "parataxis")
_ADJUNCTS = ("advcl", "acl", "prep", "xcomp", "dep")
_NOMINAL = {"DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "CCONJ", "NUM", "PRON", "PUNCT"}
_CLAUSE_WORDS = {"who", "which", "that", "where", "when", "while", "as", "what"}
_BREAKS = {",", ";", ".", ":", "?", "!", "--", "–", "—", ")"}
_JOINS = {"as", "but", "while", "and", "although", "though", "when", "after", "adding", "citing", "quoting"}


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


def verb_saying(table: Table, verb: int, cue_class: str, words: Lexicon) -> Found | None:
    """The saying of a verb of a class of the lexicon; its content may be empty."""
    if _expletive(table, verb):
        return None
    found = Found(verb, cue_class, cue=cue_words(table, verb, words))
    trailing = _trailing(table, verb, cue_class, words)
    content = _body(table, found, trailing, words)
    if not content and cue_class in ("say", "confirm", "ask", "demand", "deny", "believe"):
        content = _quoted_content(table, verb, found.source_head)
    if found.source_head >= 0:
        found.source = trailing or subject_words(table, found.source_head)
        if verb in found.source:
            found.source = [w for w in found.source if w < verb and w <= found.source_head]
    skip = set(found.source) | set(found.cue)
    content = _from_that(table, trim(table, [w for w in content if w not in skip]))
    found.content = [w for w in trim(table, heal_quotes(table, content, verb)) if w not in skip]
    cites = table.lemma[verb] in words.sets["citing"] and table.tag[verb] == "VBG"
    if cites and table.dep[verb] in _ADJUNCTS:
        return _citing(table, verb, found)
    _judge(table, found, words)
    return found


def _expletive(table: Table, verb: int) -> bool:
    """As in "*It* was impossible to verify the army's claim": nobody says it."""
    above = table.head[verb]
    if table.dep[verb] != "xcomp" or table.lemma[above] != "be":
        return False
    return any(table.lower[k] == "it" and table.dep[k] in SUBJECTS for k in table.kids[above])


def _from_that(table: Table, content: list[int]) -> list[int]:
    """Content from its "that" on, where a stray name stands before it ("carried by SANA that …")."""
    for at, word in enumerate(content[:4]):
        if table.lower[word] == "that" and table.dep[word] == "mark":
            return content[at:]
        if table.text[word][:1].islower():
            break
    return content


def _body(table: Table, found: Found, trailing: list[int], words: Lexicon) -> list[int]:
    """The content of a verb, before it is trimmed; sets the head of the source on the way."""
    verb, cue_class = found.head, found.cue_class
    kids = table.kids[verb]
    begin = table.bounds[table.sentence[verb]][0]
    subject, passive = subject_of(table, verb)
    found.source_head = subject
    if trailing:
        found.source_head = _name_head(table, trailing)
        return list(range(_clause_start(table, begin, trailing[0] - 1), trailing[0]))
    quoted = _quoted_party(table, verb, words)
    if quoted is not None and not passive:
        party, said = quoted
        if subject >= 0:
            found.via.append(subject)
        found.source_head = party
        found.cites = True
        return _below(table, said)
    if passive or (table.tag[verb] == "VBN" and any(table.dep[k] in ("auxpass", "agent") for k in kids)):
        return _passive(table, found, words)
    own = any(table.dep[k] in SUBJECTS for k in kids)
    inverted = -1 if own else _inverted(table, verb, cue_class)
    if inverted >= 0:
        found.source_head = inverted
        return list(range(begin, verb))
    return _active_content(table, found, own, words)


def _quoted_party(table: Table, verb: int, words: Lexicon) -> tuple[int, int] | None:
    """For "the agency quoted a source as saying …": the source, and the word "as"; None otherwise."""
    if table.lemma[verb] not in words.sets["citing"]:
        return None
    party = next((k for k in table.kids[verb] if table.dep[k] == "dobj" and k > verb), -1)
    if party < 0:
        return None
    for word in range(party + 1, min(party + 8, table.bounds[table.sentence[verb]][1])):
        if table.lower[word] == "as" and table.kids[word] and table.pos[table.kids[word][0]] == "VERB":
            return party, word
    return None


def _passive(table: Table, found: Found, words: Lexicon) -> list[int]:
    verb = found.head
    kids = table.kids[verb]
    agent = next((k for k in kids if table.dep[k] == "agent"), -1)
    by = next((k for k in table.kids[agent] if table.dep[k] == "pobj"), -1) if agent >= 0 else -1
    quoted = next((k for k in kids if table.lower[k] == "as"), -1)
    if quoted >= 0 and table.lemma[verb] in words.sets["citing"]:
        if by >= 0:
            found.via.append(by)
        return _below(table, quoted)
    found.source_head = by
    if by >= 0:
        return [w for k in kids if table.dep[k] in ("nsubjpass", "ccomp", "xcomp") for w in table.subtree(k)]
    found.anonymous = True
    if table.lemma[verb] in ("tell", "inform", "ask", "brief", "notify"):
        return []
    return _passive_content(table, verb)


def _judge(table: Table, found: Found, words: Lexicon) -> None:
    """Whether the cue denies, or says neither yes nor no."""
    verb = found.head
    negated = is_negated(table, verb)
    if _denies(table, verb, found.cue_class, words):
        found.cue_class = "deny"
        found.denies = not negated
        found.neutral = negated
    elif found.cue_class == "deny":
        found.cue_class = "reject"
    elif negated and table.lemma[verb] in words.sets["negated"]:
        found.neutral = True
    elif table.lemma[verb] == "decline":
        found.neutral = any(
            table.lemma[k] in words.sets["declined"] for k in table.kids[verb] if table.dep[k] == "xcomp"
        )


def _trailing(table: Table, verb: int, cue_class: str, words: Lexicon) -> list[int]:
    """The source in "…, the state agency reported on Monday.", by the words alone: parsers often miss it.

    Empty where the sentence is not built so: a comma or a closing quotation mark, a noun phrase, the verb,
    and after it nothing but where and when, up to the end, a comma or a conjunction.
    """
    begin, end = table.bounds[table.sentence[verb]]
    if cue_class not in ("say", "confirm") or table.lemma[verb] not in words.sets["plain"]:
        return []
    if table.tag[verb] not in ("VBD", "VBZ", "VBP", "VBN") or not _closes(table, verb, end):
        return []
    first = verb
    while first - 1 >= begin and verb - first < 14:
        before = first - 1
        if table.text[before] in (",", '"', "''", ";") or table.quote[before] >= 0:
            break
        modifies = table.dep[before] in ("amod", "compound") and table.pos[before] == "VERB"
        if (table.pos[before] not in _NOMINAL and not modifies) or table.lower[before] in _CLAUSE_WORDS:
            return []
        first = before
    if table.lower[first] in ("and", "or", "but"):
        return []
    comma = first - 1
    if first == verb or comma - begin < 4 or verb - first >= 14 or table.text[comma] not in (",", '"', "''"):
        return []
    if table.pos[first] == "ADP" or table.pos[verb - 1] == "ADP":
        return []
    start = _clause_start(table, begin, comma)
    if not any(table.pos[w] in ("VERB", "AUX") for w in range(start, comma)):
        return []
    return list(range(first, verb))


def _closes(table: Table, verb: int, end: int) -> bool:
    """Whether nothing but where and when follows a verb before its clause ends."""
    stop = verb + 1
    while stop < end and table.text[stop] not in _BREAKS and table.lower[stop] not in _JOINS:
        if table.pos[stop] in ("VERB", "AUX") or table.quote[stop] >= 0 or table.lower[stop] == "that":
            return False
        stop += 1
    if stop - verb > 9:
        return False
    after = verb + 1
    return (
        after >= stop
        or table.pos[after] in ("ADP", "ADV", "PUNCT", "PART")
        or table.ent[after] in ("DATE", "TIME")
    )


def _clause_start(table: Table, begin: int, stop: int) -> int:
    """Where the clause before a trailing source begins: after a semicolon, else with the sentence."""
    return next((w + 1 for w in range(stop - 1, begin - 1, -1) if table.text[w] == ";"), begin)


def _name_head(table: Table, phrase: list[int]) -> int:
    """The head of a noun phrase by the words: its last noun before any preposition."""
    head = phrase[-1]
    for word in phrase:
        if table.pos[word] == "ADP" and word > phrase[0]:
            break
        if table.lower[word] == "and" and word < phrase[-1] and table.pos[word + 1] == "DET":
            break  # "officials and a monitor": the first of the two
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
    return things[0] if names_speaker(table, things[0]) or table.pos[things[0]] in ("PROPN", "PRON") else -1


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
    if cited < 0 or not names_speaker(table, cited):
        return found
    main = table.head[verb]
    if table.pos[main] in ("NOUN", "PROPN"):
        subject, main = main, table.head[main]
    else:
        above = speech_above(table, verb)
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
        inner = verb_saying(table, verb, cue_class, words)
        if inner and inner.content:
            return inner.content
    return trim(table, table.subtree(verb))


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


def _active_content(table: Table, found: Found, own: bool, words: Lexicon) -> list[int]:
    verb, cue_class = found.head, found.cue_class
    kids = table.kids[verb]
    clause = [k for k in kids if table.dep[k] == "ccomp" and k != found.source_head]
    chosen = [k for k in clause if k > verb] or clause
    denied = [k for k in kids if table.dep[k] == "xcomp" and table.tag[k] == "VBG" and k > verb]
    if cue_class == "deny" and denied:
        chosen = denied  # "The jets landed; Moscow denied sending them"
    if chosen:
        return [w for k in chosen for w in table.subtree(k)]
    infinitive = [k for k in kids if table.dep[k] == "xcomp" and k > verb]
    if infinitive and cue_class != "ask":
        objects = [k for k in kids if table.dep[k] == "dobj" and k > verb] if cue_class == "demand" else []
        return [w for k in infinitive + objects for w in table.subtree(k)]
    if own and _stands_inside(table, verb):
        return _clause(table, table.head[verb], without=verb)
    direct = [k for k in kids if table.dep[k] == "dobj" and k > verb]
    if cue_class not in ("demand", "ask") and direct:
        return _object_content(table, verb, direct, words)
    if cue_class in ("demand", "accuse"):
        return [
            w
            for k in kids
            if k > verb and table.dep[k] == "prep" and table.lower[k] in ("for", "of", "against")
            for j in table.kids[k]
            for w in table.subtree(j)
        ] + [w for k in direct for w in table.subtree(k)]
    return []


def _stands_inside(table: Table, verb: int) -> bool:
    """Whether the saying stands inside what it says: "X has left, the ministry said, and …"."""
    dep, host = table.dep[verb], table.head[verb]
    if dep == "parataxis":
        return True
    before = table.text[max(table.first[verb] - 1, 0)]
    return dep in ("ccomp", "dep") and host < verb and before in (",", '"', "''")


def _object_content(table: Table, verb: int, direct: list[int], words: Lexicon) -> list[int]:
    kids = table.kids[verb]
    if table.lemma[direct[0]] in words.sets["figures"] and table.lemma[verb] in words.sets["needs_clause"]:
        return [w for k in kids if k > verb for w in table.subtree(k)]
    if table.lemma[verb] in ("tell", "inform", "notify", "brief", "assure"):
        return []
    rest = [
        k
        for k in kids
        if k > direct[0] and table.dep[k] in ("prep", "dative", "oprd") and table.lower[k] in ("as", "of")
    ]
    return [w for k in direct + rest for w in table.subtree(k)]


def _quoted_content(table: Table, verb: int, subject: int) -> list[int]:
    """A quotation in or beside the sentence of a cue that has no clause of its own."""
    begin, end = table.bounds[table.sentence[verb]]
    own = table.quote[verb]
    for side in ((range(verb + 1, min(end + 1, len(table)))), range(verb - 1, max(begin - 2, -1), -1)):
        for word in side:
            number = table.quote[word]
            if number >= 0 and number != own and table.paragraph[word] == table.paragraph[verb]:
                return words_of_quote(table, number)
    # Everything before "…, he said" where the parse has it the other way round.
    first = min(table.first[verb], subject if subject >= 0 else verb)
    if first - begin >= 3 and table.text[first - 1] in (",", '"', "''", "?", "!"):
        return list(range(begin, first))
    if end < len(table) and table.text[end - 1] == ":" and table.quote[end] >= 0:
        return words_of_quote(table, table.quote[end])
    return []


def _clause(table: Table, head: int, without: int = -1) -> list[int]:
    """A clause: the subtree of its verb without what another verb's saying cuts off."""
    if without < 0:
        return table.subtree(head)
    drop = set(table.subtree(without))
    return [w for w in table.subtree(head) if w not in drop]
