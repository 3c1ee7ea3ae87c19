ALTER TABLE notes ADD COLUMN title text;
-- note: column notes.title: the rows that have no value get one: choose which
UPDATE notes SET title = '-' WHERE title IS NULL;
ALTER TABLE notes ALTER COLUMN title SET NOT NULL;
ALTER TABLE notes ADD COLUMN tag text;
-- note: column notes.tag: the rows that have no value get one: choose which
UPDATE notes SET tag = '' WHERE tag IS NULL;
ALTER TABLE notes ALTER COLUMN tag SET NOT NULL;
ALTER TABLE notes ADD COLUMN state text;
-- note: column notes.state: the rows that have no value get one: choose which
UPDATE notes SET state = 'open' WHERE state IS NULL;
ALTER TABLE notes ALTER COLUMN state SET NOT NULL;
ALTER TABLE notes ADD CONSTRAINT notes_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text])));
ALTER TABLE notes ADD CONSTRAINT notes_tag_check CHECK ((tag !~~ '%!'::text));
ALTER TABLE notes ADD CONSTRAINT notes_title_check CHECK ((title <> ''::text));
