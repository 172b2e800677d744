"""Make CrmSans.ttf, the one face that every print embeds, out of three open faces.

    pip install fonttools
    python merge_fonts.py OpenSans-Regular.ttf DroidSansFallbackFull.ttf DejaVuSans.ttf CrmSans.ttf

Each character comes from the first face that has it: Latin, digits (all of one width), Greek and
Cyrillic from Open Sans; Chinese characters, kana and full-width forms from Droid Sans Fallback;
arrows, boxes, circled figures and faces from DejaVu Sans. One face instead of a search at print
time, because reportlab, Qt and the PDF readers then need no fallback of their own.
Hints and layout tables are dropped: prints are vectors, and reportlab uses neither.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

#: Four times the 256 units of Droid Sans Fallback, half of the others' 2048: nothing is rounded badly.
UNITS = 1024
#: Curly quotes stay Latin: in Chinese text the full-width brackets of the second face are used.
SYMBOLS = ((0x2010, 0x2BFF), (0x1F600, 0x1F64F))
NAMES = {1: "CRM Sans", 2: "Regular", 3: "CRM Sans 1.0", 4: "CRM Sans", 5: "Version 1.000", 6: "CrmSans-Regular"}
COPYRIGHT = (
    "Latin: Open Sans, digitized data copyright 2010-2011 Google Corporation, Apache License 2.0. "
    "Chinese: Droid Sans Fallback, copyright 2006-2011 Google Corp., Apache License 2.0. "
    "Symbols: derived from DejaVu Sans 2.37; see LICENSE-symbols.txt. Merged and rescaled."
)


def part(path: str, characters: set[int], out: Path) -> None:
    """Write the face at *path*, cut down to *characters* and scaled, to *out*."""
    options = subset.Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        name_IDs=[],
        glyph_names=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "kern", "DSIG", "gasp", "FFTM", "vhea", "vmtx"],
    )
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    scale_upem(font, UNITS)
    font.save(out)


def main(latin: str, han: str, symbols: str, target: str) -> None:
    """Cut, scale, merge and name the face; print what it covers."""
    first = set(TTFont(latin).getBestCmap())
    second = {c for c in TTFont(han).getBestCmap() if not 0xAC00 <= c <= 0xD7A3} - first
    third = {c for c in TTFont(symbols).getBestCmap() if any(a <= c <= b for a, b in SYMBOLS)} - first - second
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, (path, characters) in enumerate(((latin, first), (han, second), (symbols, third))):
            files.append(str(Path(folder, f"{number}.ttf")))
            part(path, characters, Path(files[-1]))
        font = merge.Merger().merge(files)
    for table in ("hhea", "OS/2"):
        prefix = "" if table == "hhea" else "sTypo"
        names = ("ascent", "descent", "lineGap") if not prefix else ("sTypoAscender", "sTypoDescender", "sTypoLineGap")
        for name, value in zip(names, (960, -260, 0), strict=True):
            setattr(font[table], name, value)
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent, font["OS/2"].fsType = 1069, 300, 0
    font["name"].names = []
    for number, words in {0: COPYRIGHT, **NAMES, 13: "Apache License 2.0; symbols: Bitstream Vera licence"}.items():
        font["name"].setName(words, number, 3, 1, 0x409)
        font["name"].setName(words, number, 1, 0, 0)
    font["head"].created = font["head"].modified = 3_800_000_000  # fixed: the same inputs make the same bytes
    font.recalcTimestamp = False
    font.save(target)
    print(f"{target}: {len(font.getBestCmap())} characters, {Path(target).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:5])
