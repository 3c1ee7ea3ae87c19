-- loss: table active: its rows
DROP TABLE active;
CREATE VIEW active AS
SELECT people.id
   FROM people;
