-- What a list shows of a release besides its summary, JSON: made of its card when it is published,
-- so that a list of thousands reads no card.
ALTER TABLE releases ADD COLUMN glance TEXT NOT NULL DEFAULT '';
