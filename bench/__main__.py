"""`python -m bench [standings saving importing trail sheets access registry units projector grid]`: prints."""

import argparse
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import access, importing, registry, saving, score_sheets, standings, trail, trail_pages, units
from bench.measuring import Line, load, print_conditions, print_ratios

RATIOS: dict[str, tuple[str, Callable[[Path, int], list[Line]]]] = {
    "standings": ("Standings of a block", standings.measure),
    "saving": ("Saving twenty edited cells of a sheet of 15 x 50", saving.measure),
    "importing": ("Importing a year-file", importing.measure),
    "trail": ("Trail entries", trail.measure),
    "sheets": ("Score sheets in Excel", score_sheets.measure),
}


def main() -> None:
    """Run the benches that are named, or all."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = ", ".join((*RATIOS, "access", "registry", "units", "projector", "grid"))
    options.add_argument("names", nargs="*", metavar="NAME", help=names)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    print_conditions(chosen.rounds)
    with tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder:
        for name, (title, measure) in RATIOS.items():
            if not chosen.names or name in chosen.names:
                print_ratios(f"{title} ({load()})", measure(Path(folder) / name, chosen.rounds))
        if not chosen.names or "trail" in chosen.names:
            trail_pages.run(Path(folder), chosen.rounds)
        if not chosen.names or "access" in chosen.names:
            access.run(Path(folder), chosen.rounds)
        if not chosen.names or "registry" in chosen.names:
            registry.run(Path(folder), chosen.rounds)
        if not chosen.names or "units" in chosen.names:
            units.run(Path(folder) / "units", chosen.rounds)
        if not chosen.names or "projector" in chosen.names:
            logging.disable(logging.WARNING)  # Streamlit's, about screens imported without a server
            from bench import projector

            projector.run(Path(folder), chosen.rounds)
        if not chosen.names or "grid" in chosen.names:
            logging.disable(logging.WARNING)
            from bench import grid

            grid.run(Path(folder) / "grid", chosen.rounds)


if __name__ == "__main__":
    main()
