"""Commands that keep an account set from being lost: backup, restore, drill, upgrade."""
