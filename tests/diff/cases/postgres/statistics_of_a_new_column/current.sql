CREATE TABLE people (born integer, height integer);
