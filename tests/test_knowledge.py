import pytest
import yaml

from warledger.knowledge import read


def test_words_that_older_yaml_takes_for_truth_values_stay_words() -> None:
    assert read("place: [in, on, off]\nno: Norway\nsaid: yes") == {
        "place": ["in", "on", "off"],
        "no": "Norway",
        "said": "yes",
    }


def test_true_and_false_are_truth_values_and_numbers_numbers() -> None:
    assert read("[true, false, 3, 2.5, ~]") == [True, False, 3, 2.5, None]


def test_no_yaml_is_told() -> None:
    with pytest.raises(yaml.YAMLError):
        read("a: [1")


def test_objects_are_never_made() -> None:
    with pytest.raises(yaml.YAMLError):
        read("!!python/object/apply:os.getcwd []")
