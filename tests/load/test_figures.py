"""The reckoning and the printing of the benchmark; what it measures is no test's business."""

import math

import pytest

from tests.load import report
from tests.load.report import Measured
from tests.load.schedule import Ladder, due_times, percentile
from tests.load.shots import marker, texts

ACCOUNT = {"api_key": "abcd1234", "application_id": "an-application", "secret": "a-secret-of-at-least-32-characters"}


def test_an_open_loop_has_its_moments_fixed_beforehand() -> None:
    assert due_times(4, 1.5) == [0, 0.25, 0.5, 0.75, 1.0, 1.25]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(each) for each in range(200, 0, -1)]
    assert [percentile(values, percent) for percent in (50, 95, 99, 100)] == [100, 190, 198, 200]
    assert math.isnan(percentile([], 50))


@pytest.mark.parametrize(
    ("bears", "tried", "kept"),
    [(170, [40, 80, 160, 320, 240], 160), (250, [40, 80, 160, 320, 240], 240), (10, [40], 0)],
)
def test_the_ladder_ends_between_the_last_two_rates(bears: int, tried: list[int], kept: int) -> None:
    ladder, seen = Ladder((40, 80, 160, 320)), []
    while rate := ladder.next():
        seen.append(rate)
        ladder.tell(rate, rate <= bears)
    assert (seen, ladder.kept) == (tried, kept)


def test_customers_take_turns_and_every_text_can_be_told_apart() -> None:
    shots = texts(
        due_times(10, 0.5), url="http://x/", tag="b1", senders=["+447400000001", "+447400000002"], recipient="+44",
        account=ACCOUNT, agents=[0, 1],
    )  # fmt: skip
    assert [shot.agent for shot in shots] == [0, 1, 0, 1, 0]
    assert all(marker("b1", number).encode() in shot.body for number, shot in enumerate(shots))


def test_a_row_says_what_it_measured_and_what_the_disk_did() -> None:
    row = Measured("a text", 10, [1.0, 2.0, 300.0], [0.4], done=100, cpu={"web": 0.4, "ingress": 0.1, "client": 9.0})
    assert row.cells == ["a text", "10.0", "2.0", "300", "300", "5.0", "0.4 / 0.4 / 0.4", ""]


def test_a_table_is_markdown_with_columns_of_one_width() -> None:
    lines = report.table(["what", "ms"], [["a", "1"], ["longer", "1,000"]]).splitlines()
    assert lines == ["| what   |    ms |", "|--------|------:|", "| a      |     1 |", "| longer | 1,000 |"]


def test_figures_replace_what_stood_between_the_marks() -> None:
    readme = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    assert report.put_into(readme, "new") == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"
    with pytest.raises(ValueError, match="between"):
        report.put_into("no marks", "new")
