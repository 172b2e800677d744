"""One sentence at the top of a page, where something needs the person's eye."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


def draft_words(when: str) -> tuple[str, str]:
    """Return what is said, and offered, where unsaved entries of *when* are back."""
    said = QCoreApplication.translate("RecordPage", "Your unsaved entries of {when} are back.")
    return said.format(when=when), QCoreApplication.translate("RecordPage", "Discard them")


class NoticeBar(QFrame):
    """One sentence between head and form, with at most one button; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._button = QLabel(self), QPushButton(self)
        self.setObjectName("record_notice")
        self._words.setObjectName("record_notice_words")
        self._words.setWordWrap(True)
        self._button.setObjectName("record_notice_button")
        self._language = ""  #: in which the sentence was said
        self._tone = ""
        self._say: Callable[[], tuple[str, str]] | None = None
        self._act: Callable[[], None] | None = None
        self._button.clicked.connect(self._pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        self.hide()

    def show_words(self, words: str, tone: str) -> None:
        """Show a sentence; *tone* is 'bad', 'warn' or 'accent'."""
        self._say = None
        self._show(words, "", tone)

    def offer(self, say: Callable[[], tuple[str, str]], tone: str, act: Callable[[], None]) -> None:
        """Show a sentence with a button for *act*; *say* gives the words of both in the language of the moment."""
        self._say, self._act, self._tone = say, act, tone
        self._show(*say(), tone)

    def _show(self, words: str, button: str, tone: str) -> None:
        self.setProperty("kind", f"banner-{tone}")
        self.style().unpolish(self)
        self.style().polish(self)
        self._language = QLocale().name()
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setVisible(bool(button))
        self.show()

    def _pressed(self) -> None:
        if self._act:
            self._act()

    def words(self) -> str:
        """Return the sentence on show, or ''."""
        return self._words.text() if not self.isHidden() else ""

    def changeEvent(self, event: QEvent) -> None:
        """A sentence in the old language would be wrong: say it anew or take it away (QWidget.changeEvent)."""
        super().changeEvent(event)
        # Qt tells a window of the language that it was made in once more, when it likes
        if event.type() == QEvent.Type.LanguageChange and self._language != QLocale().name() and not self.isHidden():
            if self._say:
                self._show(*self._say(), self._tone)
            else:
                self.hide()
