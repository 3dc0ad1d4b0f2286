-- The ledger: what was released, who may do what, and everything that was done.
-- One text for SQLite and PostgreSQL: BIGINT and TEXT, keys of our own, moments in milliseconds
-- since 1970. `changed` is the entry of `audit` by which a row came to be what it is, so that a
-- server that has read up to one entry asks for the rows changed since.

CREATE TABLE head (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO head (id, seq, hash) VALUES (1, 0, '');

CREATE TABLE audit (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  request TEXT NOT NULL,
  before TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, seq);

-- `folded` is the address without what people mistake: one module, however it is spelt.
CREATE TABLE modules (
  module TEXT PRIMARY KEY,
  folded TEXT NOT NULL UNIQUE,
  created BIGINT NOT NULL
);

CREATE TABLE releases (
  module TEXT NOT NULL REFERENCES modules (module),
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  successor TEXT NOT NULL,
  until TEXT NOT NULL,
  archive TEXT NOT NULL,
  archive_bytes BIGINT NOT NULL,
  tree TEXT NOT NULL,
  source TEXT NOT NULL,
  source_bytes BIGINT NOT NULL,
  summary TEXT NOT NULL,
  words TEXT NOT NULL,
  published_by TEXT NOT NULL,
  published BIGINT NOT NULL,
  approved_by TEXT NOT NULL,
  approved BIGINT NOT NULL,
  details TEXT NOT NULL,
  statement TEXT NOT NULL,
  signature TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (module, version)
);
CREATE INDEX releases_by_change ON releases (changed);
CREATE INDEX releases_by_archive ON releases (archive);
CREATE INDEX releases_by_source ON releases (source);

CREATE TABLE consumers (
  module TEXT NOT NULL,
  version TEXT NOT NULL,
  consumer TEXT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  downloads BIGINT NOT NULL,
  PRIMARY KEY (module, version, consumer)
);

CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  namespaces TEXT NOT NULL,
  groups TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX tokens_by_change ON tokens (changed);

-- `path` is a namespace or a module; `groups` who may use it, a JSON list; empty for everyone.
CREATE TABLE access (
  path TEXT PRIMARY KEY,
  groups TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX access_by_change ON access (changed);

-- Keys that all servers share: for signatures, for addresses that expire, for sessions.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- What may be used once, such as the codes of a login.
CREATE TABLE used (
  id TEXT PRIMARY KEY,
  expires BIGINT NOT NULL
);
