"""The order of a list as the server packs it."""

from __future__ import annotations

import struct

import pytest

from crm_desktop.db.records import _unpacked


def _sent(*ids: int) -> bytes:
    return struct.pack(f">{len(ids)}q", *ids)


def test_parts_are_joined_in_four_bytes_each() -> None:
    ids = _unpacked([_sent(7, 2**31 - 1), _sent(1)])
    assert list(ids) == [7, 2**31 - 1, 1]
    assert ids.itemsize == 4
    assert list(_unpacked([])) == []


@pytest.mark.parametrize("large", [2**31, 2**40, -(2**31) - 1])
def test_one_large_id_takes_eight_for_all(large: int) -> None:
    assert list(_unpacked([_sent(7, 8), _sent(1, large), _sent(9)])) == [7, 8, 1, large, 9]
