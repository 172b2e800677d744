"""Files that are there whole or not at all: a full disk or a crash leaves what stood there before."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

#: What Windows answers while somebody holds a file: access denied, sharing violation, lock violation.
_HELD = (5, 32, 33)
_PATIENCE = 1.0  # seconds


def patiently(act: Callable[[], object]) -> None:
    """Rename or remove a file by *act*, again for a moment where Windows refuses because somebody holds it.

    Virus scanners open what was just written, and so do we to have it on the disk itself.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            act()
            return
        except PermissionError as error:
            if getattr(error, "winerror", 0) not in _HELD or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place beside *path* to write to: it becomes *path* when all went well, and is gone otherwise."""
    fresh = path.with_name(f".crm-{os.getpid()}-{threading.get_ident()}.part")
    try:
        yield fresh
        patiently(lambda: os.replace(fresh, path))
    except OSError as error:
        if error.filename == str(fresh):
            error.filename = str(path)  # nobody knows the other one
        raise
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def write_whole(path: Path, words: str) -> None:
    """Write a small text file; raise OSError."""
    with whole(path) as fresh:
        fresh.write_text(words, encoding="utf-8")


def make_private(folder: Path) -> Path:
    """Make *folder* where it is missing, readable by its owner only, and return it.

    On Windows it is as private as the folder above. Newer Pythons would bar everybody but the owner there, and what
    somebody made as an administrator belongs to all administrators: on an ordinary day he would be barred himself.
    """
    folder.mkdir(mode=0o777 if sys.platform == "win32" else 0o700, parents=True, exist_ok=True)
    return folder


def write_secret(path: Path, words: str) -> None:
    """Write a small text file that only this user, and whoever administers the machine, may read; raise OSError."""
    with whole(path) as fresh:
        fresh.touch()
        keep_from_others(fresh)
        fresh.write_text(words, encoding="utf-8")


def keep_from_others(path: Path) -> bool:
    """Let only this user, and whoever administers the machine, read a file; False where its disk knows no such rights.

    On Windows by name and not as the owner: what somebody made as an administrator belongs to all administrators.
    """
    try:
        if sys.platform == "win32":
            _set_access(path, f"D:P(A;;FA;;;{_own_sid()})(A;;FA;;;SY)(A;;FA;;;BA)")
        else:
            path.chmod(0o600)
    except OSError:
        return False
    return True


if sys.platform == "win32":
    from ctypes import wintypes

    def _own_sid() -> str:
        """Return by which identifier Windows knows this user."""
        security, kernel = _library("advapi32"), _library("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        token, size, words = wintypes.HANDLE(), wintypes.DWORD(), wintypes.LPWSTR()
        _done(security.OpenProcessToken(wintypes.HANDLE(kernel.GetCurrentProcess()), 8, ctypes.byref(token)))
        try:
            security.GetTokenInformation(token, 1, None, 0, ctypes.byref(size))
            found = ctypes.create_string_buffer(size.value)
            _done(security.GetTokenInformation(token, 1, found, size, ctypes.byref(size)))
            sid = ctypes.c_void_p.from_buffer(found)  # the first field of TOKEN_USER
            _done(security.ConvertSidToStringSidW(sid, ctypes.byref(words)))
            text = str(words.value)
            kernel.LocalFree(words)
            return text
        finally:
            kernel.CloseHandle(token)

    def _set_access(path: Path, description: str) -> None:
        """Give a file the access list of *description* (SDDL) and no other."""
        security, kernel = _library("advapi32"), _library("kernel32")
        found = ctypes.c_void_p()
        _done(
            security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                wintypes.LPCWSTR(description), 1, ctypes.byref(found), None
            )
        )
        try:
            _done(security.SetFileSecurityW(wintypes.LPCWSTR(str(path)), wintypes.DWORD(0x80000004), found))
        finally:
            kernel.LocalFree(found)

    def _library(name: str) -> ctypes.WinDLL:
        return ctypes.WinDLL(name, use_last_error=True)

    def _done(answer: int) -> None:
        if not answer:
            raise ctypes.WinError(ctypes.get_last_error())


def may_write_in(folder: Path) -> bool:
    """Return whether files can be made in *folder*: tried, for Windows' rights are not in the mode that ``os.access`` reads."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
