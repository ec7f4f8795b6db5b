"""`./bothways bench`: prints the tables."""

from bench.engine import SIZES, measure
from core.logs import configure_logs


def main() -> None:
    configure_logs("error")
    rows = measure()
    small, large = SIZES
    print(f"{'engine, CPU':<24}{'ms/record':>12}{'ms/record':>12}{'ratio':>8}")
    print(f"{'':<24}{f'{small} records':>12}{f'{large} records':>12}")
    for what in dict.fromkeys(row.what for row in rows):
        one, many = (next(r for r in rows if (r.what, r.records) == (what, size)) for size in SIZES)
        print(f"{what:<24}{one.each:>12.3f}{many.each:>12.3f}{many.each / one.each:>8.2f}")
    calm = {row.records: row.seconds for row in rows if row.what == "nothing changed"}
    print(f"a run that finds nothing: {calm[large] * 1000:.1f} ms with {large} links, "
          f"{calm[large] / calm[small]:.2f} times the one with {small}")  # fmt: skip


if __name__ == "__main__":
    main()
