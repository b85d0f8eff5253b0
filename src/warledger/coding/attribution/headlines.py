"""Headlines that end with who says so: "Rebels seize border post - monitor"."""

from __future__ import annotations

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.syntax import names_speaker, trim
from warledger.coding.attribution.table import Table

_DASHES = {"-", "–", "—", "--"}
_ENDS = {".", "!", "?", ":", ";"}
_LONGEST = 6


def find(table: Table) -> list[Found]:
    """The saying of a headline whose source stands behind a dash; none where the first line is a sentence."""
    size = next((w for w in range(len(table)) if table.paragraph[w] != table.paragraph[0]), len(table))
    if size < 4 or table.text[size - 1] in _ENDS:
        return []
    dash = next((w for w in range(size - 2, max(1, size - 2 - _LONGEST), -1) if table.text[w] in _DASHES), -1)
    if dash < 3 or table.end[dash - 1] == table.start[dash] or table.end[dash] == table.start[dash + 1]:
        return []
    source = list(range(dash + 1, size))
    if any(table.pos[w] in ("VERB", "AUX", "ADP", "NUM") for w in source):
        return []
    head = source[-1]
    if not names_speaker(table, head) and table.tag[head] != "NNS":
        return []
    return [Found(dash, "say", source, [dash], trim(table, list(range(dash))), source_head=head)]
