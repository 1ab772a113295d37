"""Sum the year's entries by account."""

import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path


def totals(lines: list[str], year: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.startswith(year):
            _date, account, amount = line.split()
            sums[account] += Decimal(amount)
    return sums


if __name__ == "__main__":
    for account, amount in totals(Path("ledger.txt").read_text().splitlines(), sys.argv[1]).items():
        print(f"{account:30} {amount:>12}")
