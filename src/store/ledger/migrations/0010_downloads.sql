-- How often a module was downloaded, by day since 1970: what is asked for weeks, months and years.
CREATE TABLE downloads (
  module TEXT NOT NULL,
  day BIGINT NOT NULL,
  downloads BIGINT NOT NULL,
  PRIMARY KEY (module, day)
);
