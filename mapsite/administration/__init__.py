"""Pages for administrators and auditors: the access log, and which addresses are loaded."""
