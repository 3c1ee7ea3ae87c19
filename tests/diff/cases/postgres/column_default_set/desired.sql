CREATE TABLE t (a integer DEFAULT 1, b text DEFAULT 'it''s', c timestamptz DEFAULT now(), d integer[] DEFAULT ARRAY[1, 2]);
