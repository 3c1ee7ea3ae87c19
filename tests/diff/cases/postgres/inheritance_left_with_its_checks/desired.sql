CREATE TABLE trees (age integer, height integer, CONSTRAINT old CHECK (age >= 0), CONSTRAINT tall CHECK (height > 0));
CREATE TABLE oaks (acorns integer, age integer, height integer, CONSTRAINT old CHECK (age >= 0));
CREATE TABLE woods (part integer, age integer, CONSTRAINT aged CHECK (age > 1), CONSTRAINT aged_more CHECK (age > -1)) PARTITION BY LIST (part);
CREATE TABLE woods_1 (part integer, age integer, CONSTRAINT aged CHECK (age > 1));
