"""The two plots of a run, as SVG and PNG: each figure against its target, and time over size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

from bench.measure import Figure, number

GOOD, MISSED, LINE = "#2a7f62", "#b3472e", "#333333"


def against_targets(figures: Sequence[Figure], folder: Path, revision: str) -> None:
    """One bar a figure: how much of its target it uses; at 1 it is exactly met, shorter is better."""
    shown = [one for one in figures if one.value and not one.not_run]
    used = [one.target.used(one.value) for one in shown if one.value]
    axes_height = 1.2 + 0.55 * len(shown)
    figure, axes = plt.subplots(figsize=(9, axes_height), layout="constrained")
    places = range(len(shown))
    axes.barh(list(places), used, color=[GOOD if one.ok else MISSED for one in shown], height=0.6)
    axes.axvline(1.0, color=LINE, linewidth=1.5, zorder=0)
    axes.set_yticks(list(places), [f"{one.id}  {one.claim}" for one in shown])
    axes.invert_yaxis()
    axes.set_xlabel("share of the target used, logarithmic (right of the line: missed)")
    for place, (one, share) in enumerate(zip(shown, used, strict=True)):
        what = "" if one.target.of == "ratio" else f" {one.unit}" if one.target.of == "time" else " x"
        mark = " (noisy)" if one.noisy else ""
        axes.text(share, place, f"  {number(one.value or 0)}{what}, target {one.target.text()}{mark}", va="center", fontsize=9)
    axes.set_xscale("log")
    axes.set_xlim(min([0.1, *used]) / 2, max([1.0, *used]) * 400)
    axes.set_title(f"Chamberflag {revision}: figures against their targets", loc="left")
    _save(figure, folder, "targets")


def over_size(figures: Sequence[Figure], folder: Path, revision: str) -> None:
    """Time over the size of the log, both logarithmic, the slope in the legend."""
    shown = [one for one in figures if len(one.sizes) > 1]
    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    for one in shown:
        factor = 1e-3 if one.unit == "ms" else 1.0
        label = f"{one.id} {one.claim}: exponent {one.exponent:.2f} (target <= {one.exponent_most:g})"
        axes.plot([size for size, _ in one.sizes], [factor * value for _, value in one.sizes], marker="o", label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("entries in the log")
    axes.set_ylabel("seconds")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize=8)
    axes.set_title(f"Chamberflag {revision}: time over size", loc="left")
    _save(figure, folder, "growth")


def _save(figure: object, folder: Path, name: str) -> None:
    for kind in ("svg", "png"):
        figure.savefig(folder / f"{name}.{kind}", dpi=130)  # type: ignore[attr-defined]
    plt.close(figure)  # type: ignore[arg-type]
