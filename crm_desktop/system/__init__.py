"""System: employees, rights, dictionaries, attributes, codes, import and export."""
