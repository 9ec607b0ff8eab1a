"""What keeps the site running: the private database, checks of the database, the worker, health, cookies of a demo."""
