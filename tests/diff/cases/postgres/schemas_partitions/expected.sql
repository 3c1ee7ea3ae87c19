ALTER TABLE parts.event_new ADD CONSTRAINT event_new_pkey PRIMARY KEY (id, at);
ALTER TABLE parts.event_old ADD CONSTRAINT event_old_pkey PRIMARY KEY (id, at);
ALTER TABLE event ADD CONSTRAINT event_pkey PRIMARY KEY (id, at);
CREATE INDEX event_new_t_idx ON parts.event_new (t);
CREATE INDEX event_old_t_idx ON parts.event_old (t);
CREATE TABLE parts.event_rest (
    id integer NOT NULL,
    at date NOT NULL,
    t text,
    CONSTRAINT event_rest_pkey PRIMARY KEY (id, at)
);
CREATE INDEX event_rest_t_idx ON parts.event_rest (t);
CREATE INDEX event_t ON event (t);
ALTER TABLE event ATTACH PARTITION parts.event_rest DEFAULT;
