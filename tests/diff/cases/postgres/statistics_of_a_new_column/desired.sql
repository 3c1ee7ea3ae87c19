CREATE TABLE people (weight integer, born integer, height integer);
CREATE STATISTICS people_shape (ndistinct) ON weight, born FROM people;
