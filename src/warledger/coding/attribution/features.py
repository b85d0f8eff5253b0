"""What the learned models see of a word that may bear a cue.

The same code serves training and use; a change here asks for a new training (training/attribution/README.md).
"""

from __future__ import annotations

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.rules import at
from warledger.coding.attribution.syntax import subject_of, verb_class
from warledger.coding.attribution.table import Table


def candidates(table: Table) -> list[int]:
    """The words that may bear a cue."""
    words = lexicon()
    out = []
    for word, pos in enumerate(table.pos):
        if pos == "VERB":
            out.append(word)
        elif pos == "AUX":
            if table.dep[word] not in ("aux", "auxpass"):
                out.append(word)
        elif pos == "NOUN":
            if table.lemma[word] in words.nouns or table.lemma[word] in words.verbs:
                out.append(word)
        elif table.text[word] == ":" or table.lower[word] in ("according", "per"):
            out.append(word)
        elif pos == "PROPN":
            if table.lower[word] in words.verbs or table.lemma[word] in words.verbs:
                out.append(word)
        elif pos == "ADV" and table.lower[word] in words.sets["hearsay"]:
            out.append(word)
    return out


def kind_of(table: Table, word: int, words: Lexicon) -> str:
    """The lexicon's class of a candidate, or ""."""
    pos = table.pos[word]
    if pos in ("VERB", "AUX"):
        return verb_class(table, word, words)
    if pos == "NOUN":
        return words.nouns.get(table.lemma[word], "")
    return table.lower[word]


def cue_features(table: Table, word: int, rule: Found | None) -> list[str]:
    """The features of a candidate."""
    words = lexicon()
    lemma, tag, dep, pos = table.lemma[word], table.tag[word], table.dep[word], table.pos[word]
    kind = kind_of(table, word, words)
    kids = table.kids[word]
    size = len(table)
    begin, end = table.bounds[table.sentence[word]]
    low = table.lower
    following = low[word + 1] if word + 1 < end else "</s>"
    second = low[word + 2] if word + 2 < end else "</s>"
    before = low[word - 1] if word > begin else "<s>"
    earlier = low[word - 2] if word - 1 > begin else "<s>"
    deps = sorted({table.dep[k] + ("<" if k < word else ">") for k in kids if table.dep[k] != "punct"})
    subject, passive = subject_of(table, word) if pos in ("VERB", "AUX") else (-1, False)
    who = "none"
    if subject >= 0:
        who = table.ent[subject] or (
            table.lower[subject] if table.pos[subject] == "PRON" else table.pos[subject]
        )
    own = any(k == subject for k in kids)
    head = table.head[word]
    frame = "+".join(d for d in deps if d[:-1] in _FRAME)
    inside = table.quote[word] >= 0
    left_quote = word > begin and (
        table.quote[word - 1] >= 0 or (subject > begin and table.quote[subject - 1] >= 0)
    )
    right_quote = any(table.quote[w] >= 0 for w in range(word + 1, min(word + 5, end)))
    out = [
        "b",
        "l=" + lemma,
        "lp=" + lemma + tag,
        "t=" + tag,
        "d=" + dep,
        "k=" + kind,
        "n=" + following,
        "n2=" + following + "_" + second,
        "p=" + before,
        "p2=" + earlier + "_" + before,
        "ln=" + lemma + "_" + following,
        "lf=" + lemma + "|" + frame,
        "f=" + frame,
        "kf=" + kind + "|" + frame,
        "tf=" + tag + "|" + frame,
        "w=" + who,
        "lw=" + lemma + "|" + who,
        "own" + str(own),
        "hd=" + table.lemma[head] + "|" + dep,
        "ld=" + lemma + "|" + dep,
        "s3=" + lemma[-3:],
        "p3=" + lemma[:4],
        f"q={inside:d}{left_quote:d}{right_quote:d}",
        f"lq={lemma}{inside:d}{left_quote:d}{right_quote:d}",
        f"pv={passive:d}{tag}",
        f"pos={min(word - begin, 6)}",
    ]
    out.extend("c=" + d for d in deps)
    out.extend("kc=" + kind + d for d in deps)
    for k in kids:
        if table.dep[k] in ("dobj", "xcomp", "attr", "acomp", "prt", "ccomp", "nsubjpass"):
            out.append("o=" + table.dep[k] + "|" + table.lemma[k])
            out.append("lo=" + lemma + "|" + table.dep[k] + "|" + table.lemma[k])
        elif table.dep[k] == "prep":
            out.append("lpr=" + lemma + "|" + table.lower[k])
        elif table.dep[k] in ("aux", "neg", "auxpass", "mark"):
            out.append("a=" + table.lower[k])
            out.append("la=" + lemma + "|" + table.lower[k])
    if subject >= 0:
        out.append("sl=" + table.lemma[subject])
    out.extend(_around(table, word, kind, lemma, subject))
    if rule is not None:
        out.append("rc=" + _told_by_rule(table, rule) + "|" + kind)
        out.append(f"r={bool(rule.content):d}{bool(rule.source):d}{rule.anonymous:d}")
        out.append("rk=" + kind + str(bool(rule.content)))
    if table.paragraph[word] == 0:
        out.append("para0")
        out.append("para0" + pos + lemma)
    if pos == "PUNCT":
        out.append(
            f"colon={min(word - begin, 8)}|{word + 1 < size and table.quote[word + 1] >= 0}|{end - word < 3}"
        )
    return out


def _around(table: Table, word: int, kind: str, lemma: str, subject: int) -> list[str]:
    """What stands over a candidate and beside it: the saying above, who its subject is, quotations."""
    words = lexicon()
    begin, end = table.bounds[table.sentence[word]]
    above, link, depth = "none", table.dep[word], 0
    up = word
    while table.head[up] != up and depth < 8:
        link = table.dep[up] if above == "none" else link
        up = table.head[up]
        depth += 1
        if table.pos[up] in ("VERB", "AUX", "NOUN"):
            above = (
                words.verbs.get(table.lemma[up], "")
                if table.pos[up] != "NOUN"
                else words.nouns.get(table.lemma[up], "")
            )
            if above:
                break
            above = "none"
    who = "none"
    if subject >= 0:
        if table.pos[subject] == "PRON":
            who = table.lower[subject]
        elif table.lemma[subject] in words.sets["persons"]:
            who = "person"
        elif table.lemma[subject] in words.sets["institutions"]:
            who = "body"
        elif table.lemma[subject] in words.sets["statements"]:
            who = "statement"
        else:
            who = table.ent[subject] or table.tag[subject]
    clause = ""
    for kid in table.kids[word]:
        if table.dep[kid] in ("ccomp", "xcomp"):
            that = any(table.lower[k] == "that" and table.dep[k] == "mark" for k in table.kids[kid])
            own = any(table.dep[k] in ("nsubj", "nsubjpass", "expl") for k in table.kids[kid])
            clause = f"{table.dep[kid]}{table.tag[kid]}{that:d}{own:d}{kid > word:d}"
    quoted = {q for q in table.quote[begin:end] if q >= 0 and q != table.quote[word]}
    long = max((table.quotations[q].end - table.quotations[q].start for q in quoted), default=0)
    size = 0 if not quoted else 1 if long < 30 else 2
    tags = [table.tag[w] if begin <= w < end else "-" for w in range(word - 2, word + 3)]
    return [
        f"up={above}|{link}",
        f"upk={above}|{link}|{kind}",
        "dp=" + str(min(depth, 5)) + kind,
        "who=" + who,
        f"whok={who}|{kind}",
        f"whol={who}|{lemma}",
        "cl=" + clause,
        f"cll={clause}|{lemma}",
        f"clk={clause}|{kind}|{who}",
        f"qz={size}|{kind}",
        f"qzl={size}|{lemma}",
        "tt=" + "_".join(tags[1:4]),
        "t5=" + "_".join(tags),
        "ta=" + tags[3] + tags[4],
        "tb=" + tags[0] + tags[1],
    ]


def _told_by_rule(table: Table, rule: Found) -> str:
    """What the rules take for the content: nothing, a quotation, a clause, a phrase; and how long."""
    if not rule.content:
        return "none"
    if table.quote[rule.content[0]] >= 0 and table.quote[rule.content[0]] != table.quote[rule.head]:
        sort = "quote"
    else:
        sort = (
            "clause" if any(table.tag[w] in ("VBD", "VBZ", "VBP", "MD") for w in rule.content) else "phrase"
        )
    return f"{sort}{min(len(rule.content) // 4, 4)}"


_FRAME = {
    "nsubj", "nsubjpass", "ccomp", "xcomp", "dobj", "parataxis", "agent", "attr", "acomp", "advcl", "dative",
    "prt", "csubj", "acl", "relcl", "poss",
}  # fmt: skip


def rule_at(table: Table, word: int) -> Found | None:
    """What the rules find at a candidate."""
    return at(table, word, lexicon())
