"""Charts: exact figures, breaks where nothing is known, and lines that differ without colour."""

import itertools
import json
import math
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from models.enums import RankingKey
from pages.shared import charts, i18n

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text(encoding="utf-8"))[
    "theme"
]
MODES = ("light", "dark")


def years(unit: int = 1, label: str = "CA", **values: int | None) -> list[dict[str, object]]:
    return [
        {
            "unit": unit,
            "name": f"Công an {year}",
            "label": label,
            "year": int(year.strip("y")),
            "points": value,
            "place": value,
        }
        for year, value in values.items()
    ]


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).astype({"points": "Int64", "place": "Int64"})


def test_a_line_breaks_where_a_unit_is_absent_or_not_complete() -> None:
    figure = charts.points_by_year(
        frame(*years(y2013=95050, y2014=None, y2016=97550), *years(2, "STP", y2015=90000))
    )
    police = figure.data[0]
    assert list(police.x) == [2013, 2014, 2015, 2016]
    assert list(police.y) == [950.5, None, None, 975.5]
    assert police.connectgaps is False


def test_hovering_says_the_name_of_that_year_and_the_exact_points() -> None:
    line = charts.points_by_year(frame(*years(y2013=95050, y2014=97505))).data[0]
    assert [tuple(each) for each in line.customdata] == [
        ("Công an y2013", "950,50"),
        ("Công an y2014", "975,05"),
    ]


def test_percents_are_drawn_and_said_as_percents() -> None:
    rows = frame(*years(y2013=9505)).rename(columns={"points": "percent"})
    figure = charts.percents_by_year(rows)
    assert list(figure.data[0].y) == [95.05]
    assert figure.data[0].customdata[0][1] == "95,05%"
    assert (figure.layout.yaxis.title.text, figure.layout.yaxis.ticksuffix) == ("Tỷ lệ", "%")


def test_the_first_place_is_on_top_and_places_are_whole() -> None:
    figure = charts.places_by_year(frame(*years(y2013=1, y2014=4), *years(2, "STP", y2013=4, y2014=1)))
    low, high = figure.layout.yaxis.range
    assert low > 4 > 1 > high
    assert (figure.layout.yaxis.dtick, figure.layout.xaxis.dtick) == (1, 1)
    assert list(figure.data[0].y) == [1, 4]


def test_short_labels_stand_at_the_ends_of_their_lines() -> None:
    figure = charts.places_by_year(frame(*years(1, "<b>CA", y2013=1, y2014=2), *years(2, "STP", y2013=2)))
    labels = {note.text: (note.x, note.y) for note in figure.layout.annotations}
    assert labels == {"&lt;b&gt;CA": (2014, 2), "STP": (2013, 2)}
    assert figure.layout.showlegend is False


def test_long_labels_stand_in_a_legend_below() -> None:
    rows = years(1, "Viện Kiểm sát nhân dân tỉnh", y2013=1, y2014=2)
    figure = charts.places_by_year(frame(*rows))
    assert figure.layout.showlegend is True
    assert not figure.layout.annotations


def test_a_year_without_any_result_draws_an_empty_chart() -> None:
    assert list(charts.points_by_year(frame(*years(y2013=None))).data[0].y) == [None]
    assert list(charts.places_by_year(frame(*years(y2013=None))).data[0].y) == [None]


def test_thirty_five_lines_differ_without_their_colour() -> None:
    rows = itertools.chain.from_iterable(years(unit, f"U{unit}", y2013=unit) for unit in range(35))
    figure = charts.points_by_year(frame(*rows))
    assert len({(line.line.dash, line.marker.symbol) for line in figure.data}) == 35


@pytest.mark.parametrize(("language", "separators"), [("vi", ",."), ("en", ".,")])
def test_the_axis_writes_numbers_in_the_language(
    language: str, separators: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: language)
    assert charts.points_by_year(frame(*years(y2013=95050))).layout.separators == separators


def test_the_mark_of_invented_data_is_drawn_as_text() -> None:
    note = charts.points_by_year(frame(*years(y2013=1)), note="Số liệu <minh họa>").layout.annotations[0]
    assert note.text == "Số liệu &lt;minh họa&gt;"


def test_bars_of_the_standings_lead_with_the_accent_and_hatch_the_unfinished() -> None:
    figure = charts.standings_bars(
        pd.DataFrame(
            [
                {"name": "A <i>", "points": 97550, "place": 1},
                {"name": "B", "points": 90000, "place": 2},
                {"name": "C", "points": 1000, "place": None},
            ]
        ).astype({"place": "Int64"}),
        by=RankingKey.POINTS,
    )
    first, others = figure.data
    assert (list(first.x), list(first.text), list(first.y)) == ([975.5], ["975,50"], [0])
    assert first.marker.color is None  # the first colour of the theme
    assert list(others.marker.pattern.shape) == ["", "/"]
    assert [note.text for note in figure.layout.annotations] == [
        "1. A &lt;i&gt;",
        "2. B",
        "C - chưa xếp hạng",
    ]


def test_bars_of_the_standings_show_what_places_are_given_by() -> None:
    row = {"name": "A", "points": 97550, "percent": 9716, "place": 1}
    figure = charts.standings_bars(pd.DataFrame([row]), by=RankingKey.PERCENT)
    assert (list(figure.data[0].x), list(figure.data[0].text)) == ([97.16], ["97,16%"])


def test_bars_of_votes_show_the_line_to_reach() -> None:
    rows = [
        {"name": "A", "votes": 7, "outcome": "trúng", "chosen": True},
        {"name": "B", "votes": 2, "outcome": "", "chosen": False},
    ]
    figure = charts.votes_bars(pd.DataFrame(rows), required=5)
    assert [list(bars.text) for bars in figure.data] == [["7"], ["2"]]
    assert figure.layout.shapes[0].x0 == 5
    assert [note.text for note in figure.layout.annotations] == ["A - trúng", "B", "Cần 5 phiếu"]
    assert not charts.votes_bars(pd.DataFrame(rows)).layout.shapes


@given(st.lists(st.floats(0, 400), max_size=15))
def test_spread_labels_keep_their_order_their_gap_and_their_centre(wanted: list[float]) -> None:
    placed = charts.spread(wanted, 16)
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    for below, above in itertools.pairwise(order):
        assert placed[above] - placed[below] > 16 - 1e-6
    assert sum(placed) == pytest.approx(sum(wanted))


def test_labels_with_room_stay_where_they_belong() -> None:
    assert charts.spread([100.0, 0.0, 50.0], 16) == [100.0, 0.0, 50.0]


def page() -> None:
    import pandas as pd

    from pages.shared import charts

    row = {"unit": 1, "name": "A", "label": "A", "year": 2017, "points": 100}
    charts.show(charts.points_by_year(pd.DataFrame([row])), alt="Điểm các năm")


def test_a_chart_is_drawn_quietly_and_said_in_words() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    chart = app.get("plotly_chart")[0].proto
    assert chart.alt == "Điểm các năm"
    assert json.loads(chart.config)["displayModeBar"] is False
    assert chart.theme == "streamlit"


def linear(colour: str) -> list[float]:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_every_colour_of_a_chart_stands_out_from_its_ground(mode: str) -> None:
    ground = THEME[mode]["backgroundColor"]
    assert len(set(THEME[mode]["chartCategoricalColors"])) == 10
    for colour in [*THEME[mode]["chartCategoricalColors"], charts.QUIET]:
        assert contrast(colour, ground) >= 3, colour


# How light of the three cones arrives with protanopia, deuteranopia and tritanopia: Machado, Oliveira and
# Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    """The colour in CIELAB, as that eye has it."""
    red, green, blue = (
        min(max(sum(part * each for part, each in zip(row, linear(colour), strict=True)), 0), 1)
        for row in EYES[eye]
    )
    white = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    cold = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (white, light, cold))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("mode", MODES)
def test_no_two_colours_of_a_chart_look_alike_to_any_eye(mode: str, eye: str) -> None:
    colours = [seen(colour, eye) for colour in THEME[mode]["chartCategoricalColors"]]
    assert min(math.dist(one, other) for one, other in itertools.combinations(colours, 2)) > 15


@pytest.mark.parametrize("mode", MODES)
def test_text_and_buttons_are_readable(mode: str) -> None:
    theme = THEME[mode]
    assert contrast(theme["textColor"], theme["backgroundColor"]) >= 7
    assert contrast("#FFFFFF", theme["primaryColor"]) >= 4.5
    assert contrast(theme["linkColor"], theme["backgroundColor"]) >= 4.5
    assert contrast(theme["redTextColor"], theme["redBackgroundColor"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_the_red_of_an_error_is_not_the_red_of_the_house(mode: str) -> None:
    assert contrast(THEME[mode]["redColor"], THEME[mode]["primaryColor"]) >= 1.5
