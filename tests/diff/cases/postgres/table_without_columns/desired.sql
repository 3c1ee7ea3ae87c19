CREATE TABLE nothing (a integer);
