"""Measure suggestions on data sets kept in a folder and write `benchmarks/SUGGESTIONS.md`.

    OMP_NUM_THREADS=1 python -m benchmarks.suggestions FOLDER [--words] [--beside FILE] [--out FILE]

FOLDER holds one folder a set: `segments.csv` (id, text, codes, lang, group, split) and
`codebook.yaml`. Two tables: the constants as they are, on each set's test rows; and leave one set
out: each constant is halved or doubled where that is better on the development rows of the other
sets, and the figures are those of the test rows of the set that had no say. Sets of the same
sentences in two languages are left out together. --words measures without the encoder. --beside
takes figures of other suggesters on the same rows and seeds: JSON records of data, suggester, n,
hit_at_3, p_at_1, brier_skill, ece_top1.

Protocol: at most 400 test rows, at most 1,500 others to learn from, always the same; each seed
shuffles these, the first n are the reviewed ones.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from qualcode.suggest.constants import CONSTANTS, Constants
from qualcode.suggest.encoder import Encoder, SentenceEncoder
from qualcode.suggest.suggester import Suggester

HERE = Path(__file__).parent
REVIEWED = (0, 20, 50, 100, 300, 1000)
SEEDS = 5
VARIED = (
    *("meaning", "words", "noise", "entry_noise", "prior", "meaning_unit", "words_unit", "keyword"),
    *("fade", "temperature", "softmax_base", "learned", "blend", "strength", "usual"),
)
"""Constants that are halved and doubled; the group's weight and the neighbours are not."""

Row = dict[str, str]
Record = dict[str, Any]
MEASURES = ("hit@3", "P@1", "Brier skill", "ECE of the top")


@dataclass(frozen=True)
class DataSet:
    """A set with its rows to learn from and to test on."""

    name: str
    codebook: list[dict[str, object]]
    pool: list[Row]
    test: list[Row]

    @property
    def family(self) -> str:
        """The name without its language: sets of one family hold the same sentences."""
        return self.name.removesuffix("_zh").removesuffix("_en")

    def development(self) -> DataSet:
        """Return the set as it looks without its test rows: a fifth of the pool stands for them."""
        order = np.random.default_rng(3).permutation(len(self.pool))
        cut = min(250, len(order) // 4)
        return replace(
            self,
            test=[self.pool[at] for at in sorted(order[:cut])],
            pool=[self.pool[at] for at in sorted(order[cut:])],
        )


def load(folder: Path) -> DataSet:
    """Return the set in a folder."""
    codebook = YAML(typ="safe").load((folder / "codebook.yaml").read_text(encoding="utf-8"))
    known = {entry["code"] for entry in codebook}
    with (folder / "segments.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if known & set(row["codes"].split(";"))]
    pool = [row for row in rows if row["split"] != "test"]
    test = [row for row in rows if row["split"] == "test"]
    return DataSet(folder.name, codebook, some(pool, 1500, 11), some(test, 400, 7))


def some(rows: list[Row], most: int, seed: int) -> list[Row]:
    """Return at most that many rows, always the same, in their order."""
    if len(rows) <= most:
        return rows
    return [rows[at] for at in sorted(np.random.default_rng(seed).permutation(len(rows))[:most])]


def measure(
    data: DataSet, reviewed: int, seeds: int, encoder: Encoder | None, constants: Constants
) -> list[float]:
    """Return the measures, means over seeds."""
    used = min(reviewed, len(data.pool))
    suggester = Suggester(data.codebook, encoder=encoder, constants=constants)
    place = {code: at for at, code in enumerate(suggester.codes)}
    truth = np.zeros((len(data.test), len(place)), bool)
    for at, row in enumerate(data.test):
        truth[at, [place[code] for code in row["codes"].split(";") if code in place]] = True
    results = []
    for seed in range(seeds if used else 1):
        order = np.random.default_rng(1000 + seed).permutation(len(data.pool))[:used]
        rows = [data.pool[at] for at in order]
        suggester.fit(
            [row["text"] for row in rows],
            [row["codes"].split(";") for row in rows],
            [row["group"] for row in rows],
        )
        answers = suggester.suggest(
            [row["text"] for row in data.test], [row["group"] for row in data.test]
        )
        ranked = np.array([[place[code] for code, _ in answer] for answer in answers])
        p = np.array([[value for _, value in answer] for answer in answers])
        results.append(figures(ranked, p, truth))
    return [float(value) for value in np.mean(results, axis=0)]


def figures(ranked: np.ndarray, p: np.ndarray, truth: np.ndarray) -> list[float]:
    """Return the measures of ranked codes and their probabilities."""
    right = np.take_along_axis(truth, ranked, axis=1)
    base = (truth.mean(0) * (1 - truth.mean(0))).mean()
    bins = np.minimum((p[:, 0] * 10).astype(int), 9)
    gaps = [
        abs(p[bins == one, 0].mean() - right[bins == one, 0].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    ]
    return [
        float(right[:, :3].any(1).mean()),
        float(right[:, 0].mean()),
        float(1 - ((p - right) ** 2).mean() / base),
        float(sum(gaps)),
    ]


def gains(data: DataSet, encoder: Encoder | None) -> dict[tuple[str, float], float]:
    """Return how good each variation is on a set's development rows: hit@3 and P@1, summed."""
    rows = data.development()
    found: dict[tuple[str, float], float] = {}
    for name in VARIED:
        for factor in (0.5, 1.0, 2.0):
            if factor == 1.0 and found.get(("", 1.0)) is not None:
                continue
            varied = replace(CONSTANTS, **{name: getattr(CONSTANTS, name) * factor})
            results = [measure(rows, reviewed, 2, encoder, varied) for reviewed in (20, 100, 300)]
            key = ("", 1.0) if factor == 1.0 else (name, factor)
            found[key] = float(np.mean([result[0] + result[1] for result in results]))
    return found


def chosen(gained: list[dict[tuple[str, float], float]]) -> Constants:
    """Return the constants that the given sets would have: each the best of three."""

    def mean(name: str, factor: float) -> float:
        return float(
            np.mean([one["", 1.0] if factor == 1 else one[name, factor] for one in gained])
        )

    best = {name: max((1.0, 0.5, 2.0), key=lambda factor: mean(name, factor)) for name in VARIED}
    return replace(
        CONSTANTS, **{name: getattr(CONSTANTS, name) * factor for name, factor in best.items()}
    )


def table(title: str, rows: dict[str, list[list[float]]]) -> list[str]:
    """Return a Markdown table of each measure: sets × numbers reviewed, and the mean."""
    lines = [f"## {title}", ""]
    for at, measure_name in enumerate(MEASURES):
        lines += [f"| {measure_name} | {' | '.join(map(str, REVIEWED))} |"]
        lines += ["|---" * (len(REVIEWED) + 1) + "|"]
        grid = np.array([[result[at] for result in results] for results in rows.values()])
        for name, values in [*zip(rows, grid, strict=True), ("**mean**", grid.mean(0))]:
            lines.append(f"| {name} | {' | '.join(f'{value:.3f}' for value in values)} |")
        lines.append("")
    return lines


def beside(title: str, ours: dict[str, list[list[float]]], records: list[Record]) -> list[str]:
    """Return a Markdown table of each measure: other suggesters and ours, means over sets."""
    lines = [f"## {title}", ""]
    names = list(dict.fromkeys(str(record["suggester"]) for record in records))
    keys = ("hit_at_3", "p_at_1", "brier_skill", "ece_top1")
    for at, (measure_name, key) in enumerate(zip(MEASURES, keys, strict=True)):
        lines += [f"| {measure_name} | {' | '.join(map(str, REVIEWED))} |"]
        lines += ["|---" * (len(REVIEWED) + 1) + "|"]
        for name in names:
            own = [record for record in records if record["suggester"] == name]
            values = [
                [record[key] for record in own if record["n"] == n and record[key] is not None]
                for n in REVIEWED
            ]
            means = [sum(map(float, some)) / len(some) if some else math.nan for some in values]
            shown = ["–" if math.isnan(mean) else f"{mean:.3f}" for mean in means]
            lines.append(f"| {name} | {' | '.join(shown)} |")
        mean = np.mean([[result[at] for result in results] for results in ours.values()], axis=0)
        lines.append(f"| **qualcode** | {' | '.join(f'{value:.3f}' for value in mean)} |")
        lines.append("")
    return lines


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="Measure suggestions")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", action="store_true", help="without the encoder")
    parser.add_argument("--beside", type=Path, help="figures of other suggesters, as JSON")
    parser.add_argument("--out", type=Path, default=HERE / "SUGGESTIONS.md")
    asked = parser.parse_args()
    encoder = None if asked.words else SentenceEncoder()
    sets = [load(path.parent) for path in sorted(asked.folder.glob("*/segments.csv"))]

    kind = "by words alone" if asked.words else "with the encoder"
    as_they_are = {
        data.name: [measure(data, n, SEEDS, encoder, CONSTANTS) for n in REVIEWED] for data in sets
    }
    lines = table(f"The constants as they are, {kind}", as_they_are)
    if asked.beside is not None:
        records = json.loads(asked.beside.read_text(encoding="utf-8"))
        names = {data.name for data in sets}
        used = [record for record in records if record["data"] in names]
        lines += beside(f"Beside other suggesters, {kind}", as_they_are, used)
    gained = {data.name: gains(data, encoder) for data in sets}
    left_out = {}
    for data in sets:
        others = [gained[other.name] for other in sets if other.family != data.family]
        constants = chosen(others)
        changed = [
            f"{name} {getattr(constants, name):g}"
            for name in VARIED
            if getattr(constants, name) != getattr(CONSTANTS, name)
        ]
        lines.append(f"Without {data.family}, the others would choose: {', '.join(changed)}.")
        lines.append("")
        left_out[data.name] = [measure(data, n, SEEDS, encoder, constants) for n in REVIEWED]
    lines += table(f"Leave one set out, {kind}", left_out)
    asked.out.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
