"""Who sees a record, and what somebody may do, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.printing.listing import print_list
from crm_desktop.printing.page import Head
from crm_desktop.printing.tables import Column


def access_sheet(
    head: Head, labels: Sequence[str], weights: Sequence[int], rows: Sequence[Sequence[str]], filters: str
) -> bytes:
    """Print *rows* as they stand on the screen, under their *labels*."""
    columns = [Column(label=label, weight=weight) for label, weight in zip(labels, weights, strict=True)]
    return print_list(head, columns, rows, filters=filters)
