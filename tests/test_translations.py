"""Every text of the program has its Chinese: nothing missing, unfinished or left over."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "resources" / "translations"
PACKAGES = sorted(path.parent.name for path in (ROOT / "crm_desktop").glob("*/__init__.py"))
PLACE = re.compile(r"%n|%L?\d|\{[^{}]*\}")

Text = tuple[str, str, str]  # context, source, comment


def _messages(path: Path) -> Iterator[tuple[Text, ElementTree.Element]]:
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            words = context.findtext("name", ""), message.findtext("source", ""), message.findtext("comment", "")
            yield words, message


def _marked(sources: Path, scratch: Path) -> set[Text]:
    """Return every text that lupdate finds in *sources*, a folder or a file."""
    lupdate = Path(PySide6.__file__).parent / ("lupdate.exe" if sys.platform == "win32" else "lupdate")
    command = [str(lupdate), "-silent", "-extensions", "py", str(sources), "-ts", str(scratch)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {key for key, _message in _messages(scratch)} if scratch.exists() else set()


def _spoken(sources: Path) -> set[str]:
    """Return every text that the program has translated: a literal given to ``tr`` or ``translate``."""
    found = set()
    for path in sources.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and (name := ast.unparse(call.func)) in (
                "self.tr",
                "QCoreApplication.translate",
            ):
                words = call.args[0 if name == "self.tr" else 1 :][:1]
                found |= {
                    w.value for w in words if isinstance(w, ast.Constant) and isinstance(w.value, str) and w.value
                }
    return found


def _translation(message: ElementTree.Element) -> list[str]:
    """Return the translated forms; empty where the entry is unfinished."""
    found = message.find("translation")
    if found is None or found.get("type"):
        return []
    forms = [form.text or "" for form in found.iter("numerusform")] or [found.text or ""]
    return forms if all(form.strip() for form in forms) else []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_of_a_package_is_translated(package: str, tmp_path: Path) -> None:
    marked = _marked(ROOT / "crm_desktop" / package, tmp_path / "found.ts")
    path = TRANSLATIONS / f"{package}_zh_CN.ts"
    known = dict(_messages(path)) if path.exists() else {}
    missing = [f"missing: {text}" for text in sorted(marked - set(known))]
    hidden = _spoken(ROOT / "crm_desktop" / package) - {source for _, source, _ in marked}
    missing += [f"lupdate does not see it (an f-string, a call as the number?): {text}" for text in sorted(hidden)]
    unfinished = [f"unfinished: {text}" for text in sorted(known) if not _translation(known[text])]
    left_over = [f"no longer in the program: {text}" for text in sorted(set(known) - marked)]
    assert not missing + unfinished + left_over, "\n".join([path.name, *missing, *unfinished, *left_over])


@pytest.mark.parametrize("path", sorted(TRANSLATIONS.glob("*.ts")), ids=lambda path: path.stem)
def test_translations_keep_the_places_to_fill(path: Path) -> None:
    wrong = []
    for (_context, source, _comment), message in _messages(path):
        for form in _translation(message):
            if sorted(PLACE.findall(form)) != sorted(PLACE.findall(source)):
                wrong.append(f"{source!r} -> {form!r}")
    assert not wrong, "\n".join(wrong)


def test_what_is_counted_has_its_english_plural() -> None:
    counted = {key[:2] for path in TRANSLATIONS.glob("*_zh_CN.ts") for key, _ in _messages(path) if "(s)" in key[1]}
    known = {
        key[:2] for path in TRANSLATIONS.glob("*_en.ts") for key, message in _messages(path) if _translation(message)
    }
    assert counted
    assert not counted - known


@pytest.mark.parametrize("path", sorted((ROOT / "crm_desktop").glob("*.py")), ids=lambda path: path.stem)
def test_texts_stand_in_packages(path: Path, tmp_path: Path) -> None:
    """What stands beside the packages wires them together and says nothing itself."""
    assert not _marked(path, tmp_path / "found.ts")


def test_no_text_is_translated_twice() -> None:
    """One word in two packages would depend on which is read last, and the compiler of translations complains of it at the first start."""
    for language in ("zh_CN", "en"):
        found = [key for path in TRANSLATIONS.glob(f"*_{language}.ts") for key, _ in _messages(path)]
        assert found
        assert sorted(found) == sorted(set(found))


KEYS = re.compile(r"\b(Ctrl|Alt|Meta)\+")
TOLD = {"tr", "translate", "setToolTip"}


def _calls_around(tree: ast.AST) -> Iterator[tuple[ast.Constant, set[str]]]:
    """Give every text with a key in it and the names of the calls that it stands in, within its statement."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEYS.search(node.value):
            calls, up = set(), above.get(node)
            while up is not None and not isinstance(up, ast.stmt):
                if isinstance(up, ast.Call):
                    calls.add(up.func.attr if isinstance(up.func, ast.Attribute) else getattr(up.func, "id", ""))
                up = above.get(up)
            yield node, calls


def test_keys_are_named_as_on_the_keyboard() -> None:
    """A Mac has no Ctrl as Qt means it."""
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in (ROOT / "crm_desktop").rglob("*.py")
        for node, calls in _calls_around(ast.parse(path.read_text("utf-8")))
        if calls & TOLD and "as_on_keys" not in calls
    ]
    assert not bare, "\n".join(bare)
