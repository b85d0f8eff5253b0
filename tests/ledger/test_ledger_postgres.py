"""The two databases against each other; most other tests of the ledger run on both by themselves."""

from __future__ import annotations

import pytest

from ledger.generated import many
from ledger.make import ARMY, MONITOR, claim, coding, place
from warledger import control
from warledger.ledger import Ledger, LedgerError, queries
from warledger.ledger.queries import Filter
from warledger.ledger.store import counts_of

WANTED = [
    Filter(),
    Filter(text='captured "city of Hama"', superseded=True),
    Filter(place="hama", since="2024-12-01"),
    Filter(bbox=(36.0, 35.0, 37.0, 36.0), limit=1),
    Filter(bbox=(170.0, 35.0, 36.72, 36.0)),
    Filter(actor="tahrir", source="observatory"),
    Filter(known_by="2024-12-05"),
    Filter(superseded=True),
]


def _told(target):
    """All that a ledger says, told without anything that depends on the database."""
    reports = [
        coding(1, claim("hold", "2024-11-20", actors=(ARMY,)), on="2024-11-20"),
        coding(2, claim(quote="rebels captured the city of Hama"), on="2024-12-05"),
        coding(3, claim(source=MONITOR, exceptions=(place("Morek", 35.4, 36.7),)), on="2024-12-06"),
        *many(3, first=10),
    ]
    with Ledger.open(target) as ledger:
        states = [ledger.add(c).state for c in [*reports[:5], *reports[:5]]]
        changed = ledger.add(coding(2, claim("withdraw"), text="new words")).state
        list(ledger.add_all(reports[5:]))
        return (
            states,
            changed,
            [[(c.kind, c.quote, c.known) for c in queries.claims(ledger, w)] for w in WANTED],
            [(h.place, h.holder, h.status, h.probability) for h in control.holdings(ledger, at="2024-12-07")],
            counts_of(ledger),
            [r.ref for r in queries.reports(ledger, Filter(text="report number"))],
            queries.incidents(ledger),
            queries.disputes(ledger),
            [(p.name, p.claims) for p in queries.places(ledger)],
            [(a.name, a.acts) for a in queries.actors(ledger)],
            [(s.name, s.claims) for s in queries.sources(ledger)],
            queries.copy_groups(ledger),
        )


@pytest.fixture
def address(server, request):
    request.getfixturevalue("server")
    import psycopg  # noqa: PLC0415

    with psycopg.connect(f"host={server} user=tester dbname=postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE compared")
    yield f"postgresql://tester@/compared?host={server}"
    with psycopg.connect(f"host={server} user=tester dbname=postgres", autocommit=True) as admin:
        admin.execute("DROP DATABASE compared WITH (FORCE)")


def test_both_databases_say_the_same(address):
    for one, other in zip(_told(":memory:"), _told(address), strict=True):
        assert one == other
    with Ledger.open(address, create=False) as again:
        assert counts_of(again)["versions"] > 20


def test_a_server_that_is_not_there_is_told_in_words(server):
    with pytest.raises(LedgerError, match="nobody"):
        Ledger.open(f"postgresql://nobody_here@/postgres?host={server}")
