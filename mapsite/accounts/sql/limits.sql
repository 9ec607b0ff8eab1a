-- Counts of sign-in attempts, in the shape of django.core.cache.backends.db.DatabaseCache.
CREATE TABLE accounts_limit (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX accounts_limit_expires ON accounts_limit (expires);
