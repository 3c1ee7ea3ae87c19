CREATE TABLE animals (
    id integer NOT NULL,
    name text NOT NULL,
    CONSTRAINT animals_name_check CHECK ((name <> ''::text)),
    CONSTRAINT animals_pkey PRIMARY KEY (id)
);
CREATE TABLE dogs (
    tail integer,
    CONSTRAINT dogs_tail_check CHECK ((tail > 0))
)
INHERITS (animals);
