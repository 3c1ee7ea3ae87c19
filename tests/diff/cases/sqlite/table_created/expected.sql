CREATE TABLE b (
    id INTEGER PRIMARY KEY,
    a_id INTEGER NOT NULL,
    note TEXT DEFAULT 'none',
    FOREIGN KEY (a_id) REFERENCES a (id)
);
CREATE INDEX b_by_a ON b (a_id);
