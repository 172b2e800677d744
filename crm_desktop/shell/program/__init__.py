"""From login to log-out: settings, connection, telephone calls, crashes."""
