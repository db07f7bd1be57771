"""Leads databases of older versions to the schema of today, by Alembic."""
