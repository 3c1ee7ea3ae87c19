CREATE TABLE animals (id integer, kind text DEFAULT 'some animal');
CREATE TABLE dogs (tail integer) INHERITS (animals);
ALTER TABLE dogs ALTER kind SET DEFAULT 'dog';
