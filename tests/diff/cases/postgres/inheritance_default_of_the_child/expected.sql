ALTER TABLE ONLY animals ALTER COLUMN kind SET DEFAULT 'some animal'::text;
ALTER TABLE dogs ALTER COLUMN kind SET DEFAULT 'dog'::text;
