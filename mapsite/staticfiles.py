from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed static files whose ES modules import each other by their hashed names.

    Rewriting the import statements leaves no need for an import map, which would be an inline script.
    """

    support_js_module_import_aggregation = True

    def url(self, name, force=True):
        """The hashed name also while DEBUG is on: what the demo serves is what production serves."""
        return super().url(name, force)
