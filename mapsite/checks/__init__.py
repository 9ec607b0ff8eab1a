"""What `manage.py check` finds wrong: in the settings of a production site, and in its database."""
