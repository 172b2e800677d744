"""Alembic's entry: runs the versions over the connection that install.py hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="crm")
context.run_migrations()
