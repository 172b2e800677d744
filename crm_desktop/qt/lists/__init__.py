"""Parts of the list: row order, selection, footer, columns, groups, states."""
