from __future__ import annotations

import pytest

from warledger.ledger.words import usual_name


@pytest.mark.parametrize(
    ("told", "gazetteer", "name"),
    [
        ({"centre of Kupiansk": 1}, "Kupyansk", "Kupiansk"),
        ({"town of Khanasser": 2, "Khanasir": 1}, "Khanāşir", "Khanasser"),
        ({"Marrat": 1, "Maarat al-Numan": 1}, "Ma‘arrat an Nu‘mān", "Maarat al-Numan"),
        ({"northern countryside": 3}, "Hama", "Hama"),
        ({"the crossing": 1}, "", "the crossing"),
    ],
)
def test_a_place_is_called_by_the_name_that_reports_use(told, gazetteer, name):
    assert usual_name(told, gazetteer) == name
