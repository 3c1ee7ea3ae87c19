CREATE DOMAIN email AS text COLLATE "C" DEFAULT 'a@b'::text NOT NULL
    CONSTRAINT has_at CHECK ((VALUE ~ '@'::text));
ALTER TABLE t ADD COLUMN e email;
