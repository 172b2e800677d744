"""Passwords in the system's keyring: only if the user wants it, and only where there is one.

Every function may block (the keyring may ask the user): call them in a job.
"""

from __future__ import annotations

SERVICE = "crm-desktop"


def keyring_name() -> str:
    """Return the name of the keyring of this PC; '' where there is none that keeps a secret."""
    import keyring
    from keyring.backends import chainer, fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, chainer.ChainerBackend):
        backend = next(iter(backend.backends), fail.Keyring())
    if isinstance(backend, (fail.Keyring, null.Keyring)) or "Plaintext" in type(backend).__name__:
        return ""
    return str(getattr(backend, "name", "") or type(backend).__name__)


def _account(host: str, port: int, account_set: str, login: str) -> str:
    return f"{login}@{host}:{port}/{account_set}"


def recall(host: str, port: int, account_set: str, login: str) -> str:
    """Return the password kept for this login; '' without one."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, _account(host, port, account_set, login)) or ""
    except KeyringError:
        return ""


def keep(host: str, port: int, account_set: str, login: str, password: str) -> bool:
    """Keep a password; tell whether the keyring took it."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, _account(host, port, account_set, login), password)
    except KeyringError:
        return False
    return True


def forget(host: str, port: int, account_set: str, login: str) -> None:
    """Remove a kept password; nothing happens where there is none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, _account(host, port, account_set, login))
    except KeyringError:
        return
