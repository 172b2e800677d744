"""Draw every page in both languages and both themes on a Demo account set of its own.

python -m tests.gallery OUT [--size 1366x768] [--customers 400] [--only WORD] [--languages zh_CN,en] [--themes light]
python -m tests.gallery --manual     the pictures of the manual and the README, into resources/manual/pictures
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

MANUAL = Path(__file__).parents[2] / "resources" / "manual" / "pictures"


def main() -> int:
    """Draw and say how many pictures there are; exit code 1 when a page could not be drawn."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=MANUAL, help="without it the manual's own folder")
    parser.add_argument("--manual", action="store_true", help="draw what the manual shows, on 3,000 customers")
    parser.add_argument("--size", default="1366x768", help="of the window")
    parser.add_argument("--customers", type=int, default=400, help="size of the Demo account set that is made for it")
    parser.add_argument("--only", default="", help="only pictures whose name has this word")
    parser.add_argument("--languages", default="zh_CN,en")
    parser.add_argument("--themes", default="light,dark")
    arguments = parser.parse_args()
    if not arguments.manual and arguments.out == MANUAL:
        parser.error("say where to put the pictures")
    from tests.gallery.draw import Gallery  # after the platform is chosen
    from tests.gallery.manual import ManualPictures

    with tempfile.TemporaryDirectory(prefix="crm-gallery-") as folder:
        if arguments.manual:
            pictures = ManualPictures(arguments.out, Path(folder), arguments.only)
            return pictures.run(arguments.languages.split(","))
        gallery = Gallery(arguments.out, Path(folder), tuple(int(n) for n in arguments.size.split("x")), arguments.only)
        try:
            gallery.prepare(arguments.customers)
            for language in arguments.languages.split(","):
                for theme in arguments.themes.split(","):
                    gallery.draw(language, theme)
        finally:
            gallery.close()
    for problem in gallery.problems:
        sys.stderr.write(f"not drawn: {problem}\n")
    print(f"{gallery.count} pictures in {arguments.out}")
    return 1 if gallery.problems else 0


sys.exit(main())
