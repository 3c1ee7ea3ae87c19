CREATE TABLE notes (
    id integer PRIMARY KEY,
    title text NOT NULL CHECK (title <> ''),
    tag text NOT NULL CHECK (tag NOT LIKE '%!'),
    state text NOT NULL CHECK (state IN ('open', 'done'))
);
