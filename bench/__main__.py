"""`python -m bench [NAME...]`: prints what is measured; `--help` has the names."""

import argparse
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import (
    access,
    importing,
    nation,
    registry,
    saving,
    score_sheets,
    standings,
    trail,
    trail_pages,
    units,
)
from bench.measuring import Line, load, print_conditions, print_ratios

RATIOS: dict[str, tuple[str, Callable[[Path, int], list[Line]]]] = {
    "standings": ("Standings of a block", standings.measure),
    "saving": ("Saving twenty edited cells of a sheet of 15 x 50", saving.measure),
    "importing": ("Importing a year-file", importing.measure),
    "trail": ("Trail entries", trail.measure),
    "sheets": ("Score sheets in Excel", score_sheets.measure),
}
TABLES: dict[str, Callable[[Path, int], None]] = {
    "trail": trail_pages.run,
    "access": access.run,
    "registry": registry.run,
    "units": units.run,
    "nation": nation.run,
}


def main() -> None:
    """Run the benches that are named, or all."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = ", ".join(dict.fromkeys((*RATIOS, *TABLES, "conference", "projector", "light", "grid")))
    options.add_argument("names", nargs="*", metavar="NAME", help=names)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    print_conditions(chosen.rounds)
    with tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder:
        for name, (title, measure) in RATIOS.items():
            if not chosen.names or name in chosen.names:
                print_ratios(f"{title} ({load()})", measure(Path(folder) / name, chosen.rounds))
        for name, run in TABLES.items():
            if not chosen.names or name in chosen.names:
                run(Path(folder) / f"{name}-tables", chosen.rounds)
        logging.disable(logging.WARNING)  # Streamlit's, about screens imported without a server
        if not chosen.names or "conference" in chosen.names:
            from bench import conference

            conference.run(Path(folder) / "conference", chosen.rounds)
        if not chosen.names or "projector" in chosen.names:
            from bench import projector

            projector.run(Path(folder), chosen.rounds)
        if not chosen.names or "light" in chosen.names:
            from bench import light

            light.run(Path(folder), chosen.rounds)
        if not chosen.names or "grid" in chosen.names:
            from bench import grid

            grid.run(Path(folder) / "grid", chosen.rounds)


if __name__ == "__main__":
    main()
