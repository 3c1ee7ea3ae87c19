-- A database that create_all() made once, and that people have worked with since. It knows no migrations.
CREATE TABLE councils (
    id SERIAL NOT NULL,
    title VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE nodes (
    id SERIAL NOT NULL,
    council_id INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY (council_id) REFERENCES councils (id) ON DELETE CASCADE
);
CREATE INDEX ix_nodes_council_id ON nodes (council_id);
INSERT INTO councils (title) VALUES ('Is the sea blue?');
INSERT INTO nodes (council_id, prompt) VALUES (1, 'Ask a painter'), (1, 'Ask a physicist');
