CREATE TABLE labelled (
    label text NOT NULL,
    CONSTRAINT short CHECK ((length(label) < 99))
);
ALTER TABLE lamps INHERIT labelled;
ALTER TABLE lamps NO INHERIT named;
ALTER TABLE named DROP CONSTRAINT short;
ALTER TABLE named ADD COLUMN other integer;
-- loss: column named.label: its values
ALTER TABLE named DROP COLUMN label;
