"""Shared rooms, where departments handle an incident together."""
