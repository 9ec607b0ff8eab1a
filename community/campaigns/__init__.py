"""Campaigns: progress, members, leaders, confirmations and proposals."""
