from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ledger.make import ARMY, HTS, MINISTRY, MONITOR, Stance, Status, claim, coding, killed, place
from warledger import control
from warledger.ledger import Ledger, LedgerError, queries, verdicts
from warledger.ledger.corrections import retract
from warledger.ledger.queries import Filter
from warledger.model import Actor, Level, Source

SOURCES = [Source(), MONITOR, Source("residents"), Source("Sample ministry of health")]
PROVINCE = place(
    "Hama province", 35.2, 37.0, resolved="Hama", gazetteer_id="test:province", level=Level.ADMIN1
)


def joined(*codings):
    with Ledger.open(":memory:") as ledger:
        for c in codings:
            ledger.add(c)
        return queries.incidents(ledger)


def test_two_reports_of_one_capture_are_one_incident_with_a_reason():
    (row,) = joined(coding(1, claim()), coding(2, claim(source=MONITOR)))
    assert (row.reports, row.origins, row.kinds) == (2, 2, ["capture"])
    assert "same place" in row.joins[0].reason
    assert "same day" in row.joins[0].reason


def test_a_capture_and_the_losers_withdrawal_are_one_happening():
    (row,) = joined(coding(1, claim()), coding(2, claim("withdraw", actors=(ARMY,), source=MINISTRY)))
    assert row.kinds == ["capture", "withdraw"]


@pytest.mark.parametrize(
    "other",
    [
        claim(on="2024-12-12"),
        claim(place=place("Idlib", 35.9, 36.6)),
        claim(actors=(ARMY,)),
        claim("shelling"),
        claim(status=Status.PLANNED),
        claim(place=place("Hama", 35.13, 36.75, gazetteer_id="test:another", country="IQ")),
        claim(place=None),
    ],
)
def test_other_days_places_parties_kinds_and_plans_stay_apart(other):
    assert len(joined(coding(1, claim()), coding(2, other))) == 2


JETS = (Actor("mountain jets"),)
COUNTRY = place("Syria", 35.0, 38.0, level=Level.COUNTRY, admin1="")


def test_a_party_known_by_its_words_alone_may_be_the_one_that_the_other_names():
    (row,) = joined(coding(1, claim("airstrike", actors=JETS)), coding(2, claim("airstrike", actors=(ARMY,))))
    assert "mountain jets may be whom the other names" in row.joins[0].reason


@pytest.mark.parametrize(
    "name", ["President Bashar al-Assad's government", "Assads air force", "Assad's planes"]
)
def test_what_belongs_to_a_leader_is_of_his_side(name):
    (row,) = joined(
        coding(1, claim("airstrike", actors=(Actor(name),))),
        coding(2, claim("airstrike", "2024-12-04", actors=(ARMY,), place=PROVINCE)),
    )
    assert "both name syr:government" in row.joins[0].reason


def test_one_figure_is_a_sign_of_one_happening_across_a_province():
    town = claim("killing", actors=(), counts=killed(58))
    (row,) = joined(
        coding(1, town), coding(2, claim("killing", actors=(), place=PROVINCE, counts=killed(58)))
    )
    assert "both tell of 58 killed" in row.joins[0].reason


def test_a_rare_happening_told_of_the_country_is_that_of_a_town():
    gas = claim("chemical", actors=())
    (row,) = joined(coding(1, gas), coding(2, claim("chemical", actors=(), place=COUNTRY, source=MONITOR)))
    assert "Hama lies in Syria" in row.joins[0].reason


def _struck(number, *more, **fields):
    """A report of an air strike, and of more."""
    given = {"actors": (), "place": None} | fields
    return coding(number, claim("airstrike", **given), *more, on="2024-12-06")


MOREK = place("Morek", 35.37, 36.69, admin1="Hama")
ALEPPO = place("Aleppo", 36.2, 37.15, admin1="Aleppo")
DEAD = claim("killing", id="c2", start=30, actors=(), place=MOREK)


@pytest.mark.parametrize("where", [None, COUNTRY, PROVINCE])
def test_a_claim_without_a_town_is_of_the_one_town_that_its_report_tells_of(where):
    rows = joined(_struck(1, DEAD, place=where), _struck(2, place=MOREK))
    (strike,) = [r for r in rows if "airstrike" in r.kinds]
    assert strike.reports == 2
    assert "by the rest of the report of one: both Morek" in strike.joins[0].reason


@pytest.mark.parametrize(
    ("beside", "fields"),
    [
        ((), {}),  # nothing tells where
        ((DEAD, replace(DEAD, id="c3", start=60, place=ALEPPO)), {}),  # two towns
        ((claim("killing", "2024-12-01", id="c2", start=30, place=MOREK),), {}),  # another day
        ((DEAD,), {"counts": killed(300)}),  # the dead of a war
        ((DEAD,), {"place": ALEPPO}),  # it tells another place itself
        ((DEAD,), {"place": replace(ALEPPO, lat=None, lon=None, country="", gazetteer_id="")}),
    ],
)
def test_without_one_such_town_it_stays_apart(beside, fields):
    rows = joined(_struck(1, *beside, **fields), _struck(2, place=MOREK, counts=killed(4)))
    assert not any(r.reports == 2 and "airstrike" in r.kinds for r in rows)


def test_who_holds_a_province_is_not_who_holds_the_town_that_the_report_tells_of():
    told = coding(1, claim("hold", place=PROVINCE), DEAD)
    assert not any(r.reports == 2 for r in joined(told, coding(2, claim("hold", actors=(), place=MOREK))))


def test_one_inquiry_told_by_two_without_a_place_is_one_incident():
    asked = claim("investigate", place=None, actors=(Actor("United Nations", "un"),))
    assert len(joined(coding(1, asked), coding(2, replace(asked, source=MONITOR)))) == 1
    assert len(joined(coding(1, asked), coding(2, replace(asked, actors=(ARMY,))))) == 2


def test_what_a_person_takes_back_tells_no_scene_any_more():
    with Ledger.open(":memory:") as ledger:
        ledger.add(_struck(1, DEAD))
        ledger.add(_struck(2, place=MOREK))
        assert any(r.reports == 2 for r in queries.incidents(ledger))
        (dead,) = [c.id for c in queries.claims(ledger) if c.kind == "killing"]
        retract(ledger, dead, author="Ana", why="it was elsewhere")
        assert not any(r.reports == 2 for r in queries.incidents(ledger))


def test_an_uncommon_figure_joins_a_town_and_its_country():
    def dead(number, n, **fields):
        return coding(number, claim("killing", actors=(), counts=killed(n), **fields))

    assert len(joined(dead(1, 17), dead(2, 17, place=COUNTRY))) == 1
    assert len(joined(dead(1, 8), dead(2, 8, place=COUNTRY))) == 2
    told = coding(2, claim("killing", actors=(), counts=killed(17), place=None), text=GAS)
    (row,) = joined(dead(1, 17), told)
    assert "the same war" in row.joins[0].reason


GAS = "Gas was used in Syria, and the Syrians who fled told of it."


@pytest.mark.parametrize(("many", "rows"), [(14, 1), (3, 2)])
def test_one_claim_put_at_a_wrong_place_keeps_no_large_groups_apart(many, rows):
    far = place("Damascus", 33.51, 36.29, admin1="Damascus")
    town = [coding(n, claim("chemical", actors=())) for n in range(8)]
    country = [coding(n, claim("chemical", actors=(ARMY,), place=COUNTRY)) for n in range(20, 20 + many)]
    astray = coding(90, claim("chemical", actors=(ARMY,), place=far))
    assert len(joined(*town, *country, astray)) == rows


def test_a_rare_happening_without_a_place_is_of_the_war_that_its_report_names():
    told, nowhere = claim("chemical", actors=()), claim("chemical", actors=(), place=None, source=MONITOR)
    (row,) = joined(coding(1, told), coding(2, nowhere, text=GAS))
    assert "the report is of the same war" in row.joins[0].reason
    assert len(joined(coding(1, told), coding(2, nowhere, text="Gas was used in Sudan."))) == 2
    assert len(joined(coding(1, told), coding(2, nowhere, text="Gas was used."))) == 2
    strike = claim("airstrike", actors=(), place=None)
    assert len(joined(coding(1, claim("airstrike", actors=())), coding(2, strike, text=GAS))) == 2


def test_rival_parties_to_a_rare_happening_are_one_incident_and_a_dispute():
    codings = coding(1, claim("chemical", actors=(ARMY,), source=MONITOR)), coding(2, claim("chemical"))
    (row,) = joined(*codings)
    assert row.kinds == ["chemical"]
    (dispute,) = [d for d in _disputed(*codings) if d.about == "actor"]
    assert len(dispute.sides) == 2


def test_a_town_of_its_provinces_name_is_the_province_only_where_one_figure_is_told():
    village = place("Morek", 35.6, 37.2, admin1="Hama")
    dead = claim("killing", actors=(), counts=killed(58))
    (row,) = joined(coding(1, dead), coding(2, claim("killing", actors=(), place=village, counts=killed(58))))
    assert "Morek lies in Hama" in row.joins[0].reason
    assert len(joined(coding(1, claim()), coding(2, claim(place=village)))) == 2


def test_a_quarter_and_its_town_are_one_place_where_no_party_is_named():
    quarter = place("Old Town", 35.131, 36.752, level=Level.POINT, admin1="Hama")
    one, other = claim("bombing", actors=()), claim("bombing", actors=(), place=quarter)
    assert len(joined(coding(1, one), coding(2, other))) == 1
    assert (
        len(joined(coding(1, one), coding(2, claim("bombing", "2024-12-06", actors=(), place=quarter)))) == 2
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim("hold", actors=JETS), claim("hold", actors=(ARMY,))),  # two may hold it
        (claim("airstrike", actors=(ARMY,)), claim("airstrike", actors=(Actor("IS", "is"),))),
        (claim("airstrike", "2024-12-03", actors=JETS), claim("airstrike", actors=(ARMY,))),
        (claim("killing", counts=killed(58)), claim("killing", place=PROVINCE, actors=(), counts=killed(85))),
        (claim("killing", counts=killed(2)), claim("killing", place=PROVINCE, actors=(), counts=killed(2))),
        (claim("shelling", actors=()), claim("shelling", actors=(), place=COUNTRY)),
        (claim("chemical", "2024-12-01", actors=()), claim("chemical", actors=(), place=COUNTRY)),
    ],
)
def test_what_only_may_be_the_same_stays_apart(one, other):
    assert len(joined(coding(1, one), coding(2, other))) == 2


def test_the_same_words_do_not_join():
    words = "clashes broke out and many were killed"
    a = claim("clash", quote=words, place=place("Kherson", 46.6, 32.6, country="UA"), actors=(Actor("one"),))
    b = claim("clash", quote=words, place=place("Goma", -1.6, 29.2, country="CD"), actors=(Actor("one"),))
    assert len(joined(coding(1, a, text="x"), coding(2, b, text="y"))) == 2


def test_a_town_in_a_province_joins_only_with_kind_and_party():
    in_province = claim("attack", place=PROVINCE)
    assert len(joined(coding(1, claim("attack")), coding(2, in_province))) == 1
    assert len(joined(coding(1, claim("attack")), coding(2, claim("clash", place=PROVINCE)))) == 2
    nobody = claim("attack", place=PROVINCE, actors=())
    assert len(joined(coding(1, claim("attack")), coding(2, nobody))) == 2


def test_a_chain_of_days_does_not_grow_into_a_war():
    days = [claim("clash", f"2024-12-{n:02}") for n in range(1, 21)]
    rows = joined(*(coding(n, c) for n, c in enumerate(days)))
    assert all(int(r.last[-2:]) - int(r.first[-2:]) <= 2 for r in rows)


def test_copies_count_as_one_origin():
    text = " ".join(f"word{n}" for n in range(200))
    papers = [coding(n, claim(), publisher=f"Paper {n}", text=f"{text} Paper {n}.") for n in range(4)]
    (row,) = joined(*papers)
    assert (row.reports, row.origins) == (4, 1)
    (row,) = joined(*papers, coding(9, claim(), publisher="Own eyes", text="Quite another text."))
    assert (row.reports, row.origins) == (5, 2)


def test_many_papers_that_quote_one_observatory_are_one_origin():
    (row,) = joined(*(coding(n, claim(source=MONITOR), publisher=f"Paper {n}") for n in range(4)))
    assert (row.reports, row.origins) == (4, 1)


def test_a_person_s_split_is_kept_and_taken_back():
    with Ledger.open(":memory:") as ledger:
        for c in (coding(1, claim()), coding(2, claim(source=MONITOR)), coding(3, claim(source=SOURCES[2]))):
            ledger.add(c)
        a, b, c = sorted(r.id for r in queries.claims(ledger))
        verdicts.decide(ledger, b, a, "apart", author="Ana", why="two days, two attacks")
        found = queries.incidents(ledger)
        assert len(found) == 2
        assert not any({a, b} <= set(row.claims) for row in found)
        assert any(c in row.claims and len(row.claims) == 2 for row in found)
        assert queries.incidents(ledger, Filter(known_by="2024-12-31"))[0].claims == [a, b, c]
        verdicts.decide(ledger, a, b, "open", author="Ana", why="it was one after all")
        assert len(queries.incidents(ledger)) == 1
        assert [v.verdict for v in verdicts.history(ledger)] == ["open", "apart"]


def test_a_person_s_join_holds_and_carries_its_reason():
    with Ledger.open(":memory:") as ledger:
        elsewhere = claim("shelling", "2024-12-20", place=place("Idlib", 35.9, 36.6))
        for c in (coding(1, claim()), coding(2, elsewhere), coding(3, claim(source=MONITOR))):
            ledger.add(c)
        a, b, c = sorted(r.id for r in queries.claims(ledger))
        verdicts.decide(ledger, a, b, "together", author="Ana", why="the wrong town was named")
        (row,) = queries.incidents(ledger)
        assert sorted(row.claims) == [a, b, c]
        assert any("Ana says so: the wrong town was named" in j.reason for j in row.joins)
        with pytest.raises(LedgerError, match="no claim 99"):
            verdicts.decide(ledger, a, 99, "apart", author="Ana", why="x")
        with pytest.raises(LedgerError, match="a name and a reason"):
            verdicts.decide(ledger, a, b, "apart", author=" ", why="x")


def test_counts_are_a_series_with_the_latest():
    (row,) = joined(
        coding(1, claim("shelling", counts=killed(4)), on="2024-12-05"),
        coding(2, claim("shelling", counts=killed(9), source=MONITOR), on="2024-12-06"),
    )
    assert [p.best for p in row.series] == [4, 9]
    assert row.counts["killed"]["best"] == 9


def test_filters_find_incidents_by_any_of_their_claims():
    with Ledger.open(":memory:") as ledger:
        ledger.add(coding(1, claim()))
        ledger.add(coding(2, claim(source=MONITOR)))
        ledger.add(coding(3, claim("shelling", place=place("Morek", 35.4, 36.7))))
        assert len(queries.incidents(ledger, Filter(source="observatory"))) == 1
        assert len(queries.incidents(ledger, Filter(place="Morek"))) == 1
        assert queries.incidents(ledger, Filter(known_by="2020-01-01")) == []


def _many(seed: int):
    """Made-up reports of a fortnight at nine places."""
    rng = random.Random(seed)
    spots = [place(f"Town{n}", 35 + n * 0.03, 36.7, admin1="Hama") for n in range(4)] + [PROVINCE]
    kinds = ["capture", "withdraw", "clash", "attack", "shelling", "hold", "advance"]
    made = []
    for n in range(24):
        told = [
            claim(
                rng.choice(kinds),
                f"2024-12-{rng.randrange(1, 12):02}",
                id=f"c{m}",
                start=m * 10,
                actors=rng.choice([(HTS,), (ARMY,), ()]),
                place=rng.choice(spots),
                source=rng.choice([*SOURCES, MINISTRY]),
                stance=rng.choice([Stance.ASSERTS] * 4 + [Stance.DENIES]),
                counts=killed(rng.randrange(1, 30)),
                quote=f"claim {n}-{m}",
            )
            for m in range(3)
        ]
        made.append(coding(n, *told, on=f"2024-12-{rng.randrange(14, 20)}"))
    return made


def _knowledge(codings):
    """Everything that is worked out, told without the ledger's own numbers."""
    with Ledger.open(":memory:") as ledger:
        for c in codings:
            ledger.add(c)
        ref = {c.id: (c.report_ref, c.ref) for c in queries.claims(ledger)}
        incidents = sorted(
            (i.id, i.first, i.last, i.place, i.origins, sorted(ref[n] for n in i.claims))
            for i in queries.incidents(ledger)
        )
        disputes = sorted(
            (d.about, d.place, d.first, d.outcome, [sorted(ref[n] for n in s.claims) for s in d.sides])
            for d in queries.disputes(ledger)
        )
        held = sorted(
            (h.place, h.holder.name, h.status, h.probability, h.since or "", h.last_confirmed or "")
            for day in ("2024-12-05", "2024-12-10", "2024-12-19")
            for h in control.holdings(ledger, at=day)
        )
        return incidents, disputes, held


def test_any_order_of_arrival_gives_the_same():
    codings = _many(5)
    first = _knowledge(codings)
    assert len(first[0]) > 25
    assert first[1]
    for n in range(20):
        shuffled = list(codings)
        random.Random(n).shuffle(shuffled)
        assert _knowledge(shuffled) == first


def _disputed(*codings, **options):
    with Ledger.open(":memory:") as ledger:
        for c in codings:
            ledger.add(c)
        return queries.disputes(ledger, **options)


WITHDRAWN = coding(1, claim("withdraw", "2024-11-30", actors=(ARMY,), source=MONITOR), on="2024-11-30")
DENIED = coding(
    2, claim("withdraw", "2024-11-30", actors=(ARMY,), source=MINISTRY, stance=Stance.DENIES), on="2024-11-30"
)


def test_what_is_told_and_denied_is_an_open_dispute():
    (row,) = _disputed(WITHDRAWN, DENIED)
    assert (row.about, row.outcome) == ("happened", "open")
    assert [s.sources for s in row.sides] == [
        ["Syrian Observatory for Human Rights"],
        ["Syrian Defence Ministry"],
    ]
    assert row.sides[1].quote


def test_a_late_admission_of_that_very_day_ends_it():
    admitted = coding(
        3,
        claim("withdraw", "2024-11-30", actors=(ARMY,), source=Source("Syrian army", "syr-army")),
        on="2024-12-06",
    )
    (row,) = _disputed(WITHDRAWN, DENIED, admitted)
    assert (row.outcome, row.settled_day) == ("admitted", "2024-12-06")
    assert _disputed(WITHDRAWN, DENIED, admitted, open_only=True) == []


def test_events_overtake_it():
    later = coding(
        3,
        claim("withdraw", "2024-12-05", actors=(ARMY,), source=Source("Syrian army", "syr-army")),
        on="2024-12-05",
    )
    assert {r.outcome for r in _disputed(WITHDRAWN, DENIED, later) if r.first == "2024-11-30"} == {
        "overtaken"
    }


def test_figures_that_cannot_both_be_true():
    a = coding(1, claim("shelling", counts=killed(4)))
    b = coding(2, claim("shelling", counts=killed(40), source=MONITOR))
    (row,) = _disputed(a, b)
    assert row.about == "count"
    assert [s.position for s in row.sides] == ["4 killed", "40 killed"] or row.sides[
        0
    ].position == "40 killed"
    near = coding(2, claim("shelling", counts=killed(5), source=MONITOR))
    assert _disputed(a, near) == []
    at_least = coding(2, claim("shelling", counts=killed(None, low=3), source=MONITOR))
    assert _disputed(a, at_least) == []


def test_one_harm_laid_at_two_doors():
    hospital = (Actor("hospital"),)
    a = coding(1, claim("shelling", actors=(HTS,), targets=hospital, source=MINISTRY))
    b = coding(2, claim("shelling", actors=(ARMY,), targets=hospital, source=Source("residents")))
    (row,) = _disputed(a, b)
    assert row.about == "actor"
