-- note: table dogs is made anew, and every row of it is copied
CREATE TABLE dogs_old AS
SELECT * FROM ONLY dogs;
-- loss: sequence dogs_id_seq: its value
-- loss: column dogs.age: its values
-- loss: sequence dogs_tag_seq: its value
-- loss: column dogs.weight: its values: it is computed from now on
DROP TABLE dogs;
CREATE TABLE dogs (
    id integer NOT NULL,
    tag integer NOT NULL,
    weight numeric GENERATED ALWAYS AS ((id * 2)) STORED
)
INHERITS (animals);
INSERT INTO dogs (id, tag) OVERRIDING SYSTEM VALUE
SELECT id, tag FROM dogs_old;
DROP TABLE dogs_old;
