"""What every tab shares: login, main window, generic pages, palette of commands, notices."""
