"""The shapes of a picture: lines against plan, or bars lying in parts; legible in black and white."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from duban.pictures.picture import Picture, Series

# A level whose label names a colour has it; others go from light to dark, as the first do on a copier.
NAMED = {"红": "#9c1414", "橙": "#e07b1a", "黄": "#ffe08a", "绿": "#9fcfa6", "蓝": "#9dbfe8", "白": "#ffffff"}
SHADES = ((0.0, "#f1f3f5", ""), (0.34, "#ffe9b8", "\\\\"), (0.67, "#f0a04b", "////"), (1.0, "#9c1414", ""))
BESIDE = ("#dfe9f7", "--")
INK, GRID = "#1b1f24", "#c9ced6"
# In inches: a bar, what stands above and below, at the right, and the least there is of each.
A_BAR, ABOVE, BELOW, RIGHT, LEAST_BARS, LEAST_LEFT = 0.36, 0.45, 0.8, 0.25, 3, 0.5
POINT, MOST_BARS = 1 / 72, 40
FONT_POINTS, TITLE_POINTS = 10.5, 13


def shaped(picture: Picture, width: float) -> Figure:
    """A figure of the picture, as high as its bars need and with room for the longest name."""
    bars = min(max(len(picture.rows), LEAST_BARS), MOST_BARS) if picture.kind == "bars" else 6
    height = bars * A_BAR + ABOVE + BELOW
    figure = Figure(figsize=(width, height), facecolor="white")
    left = max(LEAST_LEFT, _longest(picture) * FONT_POINTS * POINT + 0.2)
    axes = figure.add_axes(
        (left / width, BELOW / height, 1 - (left + RIGHT) / width, 1 - (ABOVE + BELOW) / height)
    )
    figure.text(0.1 / width, 1 - 0.1 / height, picture.title, fontsize=TITLE_POINTS, va="top")
    if picture.empty:
        axes.text(0.5, 0.5, picture.sentence, ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
    else:
        (_lines if picture.kind == "lines" else _bars)(axes, picture)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncols=min(len(labels), 6), frameon=False)
    return figure


def _longest(picture: Picture) -> float:
    """How many ems the longest name of a bar takes; Latin letters take about half of one."""
    if picture.kind == "lines":
        return 0
    names = [str(name) for name in picture.rows["name"]]
    return max((sum(1 if ord(c) > 0x2000 else 0.56 for c in name) for name in names), default=0)


def _lines(axes: Axes, picture: Picture) -> None:
    days = picture.rows["name"].dt.to_pydatetime()
    for one in picture.series:
        values = picture.rows[one.column].astype("float64")
        style: dict[str, Any] = ({"linestyle": "--", "color": "#4a525c", "linewidth": 1.6} if not one.weight
                                 else {"linestyle": "-", "color": "#8f0f0f", "linewidth": 2.4})  # fmt: skip
        axes.plot(days, values, drawstyle="steps-post", label=one.label, **style)
        last = values.last_valid_index()
        if one.weight and last is not None:
            axes.plot([days[last]], [values[last]], "o", color="#8f0f0f", markersize=6)
            axes.annotate(
                f"{int(values[last])}",
                (days[last], values[last]),
                (7, 5),
                textcoords="offset points",
            )
    axes.axvline(picture.today, color=GRID, linewidth=1)  # type: ignore[arg-type]
    locator = AutoDateLocator(maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator, formats=["%Y", "%Y-%m", "%m-%d", "%H", "%H", "%S"],
        offset_formats=["", "%Y", "%Y-%m", "", "", ""]))  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _bars(axes: Axes, picture: Picture) -> None:
    rows = picture.rows.head(MOST_BARS)
    place = range(len(rows))
    total = rows[[s.column for s in picture.series]].sum(axis=1)
    left = pd.Series(0.0, index=rows.index)
    for one in picture.series:
        values = rows[one.column].astype("float64")
        fill, hatch = _look(one)
        drawn = axes.barh(list(place), values, left=left, height=0.66, color=fill, edgecolor=INK, linewidth=0.6,
                          hatch=hatch, label=one.label)  # fmt: skip
        _numbered(axes, drawn, values, one, max(total.max(), 1))
        left = left + values
    for at, sum_ in zip(place, total, strict=True):
        axes.annotate(f"{int(sum_)}", (sum_, at), (5, 0), textcoords="offset points", va="center")
    axes.set_yticks(list(place), labels=[str(name) for name in rows["name"]])
    axes.invert_yaxis()
    axes.set_xlim(0, max(total.max(), 1) * 1.08)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _look(one: Series) -> tuple[str, str]:
    if one.weight is None:
        return BESIDE
    fill, hatch = next((fill, hatch) for upto, fill, hatch in SHADES if one.weight <= upto)
    return next((named for word, named in NAMED.items() if word in one.label), fill), hatch


def _numbered(axes: Axes, drawn: Any, values: "pd.Series[float]", one: Series, whole: float) -> None:
    """A part's number inside it, where there is room for it."""
    dark, hatched = one.weight is not None and one.weight > 0.9, _look(one)[1]
    ground = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"} if hatched else None
    labels = [f"{int(v)}" if v / whole >= 0.04 else "" for v in values]
    axes.bar_label(drawn, labels=labels, label_type="center", color="white" if dark else INK, fontsize=9,
                   bbox=ground)  # fmt: skip
