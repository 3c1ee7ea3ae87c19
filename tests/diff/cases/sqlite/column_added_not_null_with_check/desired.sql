CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('new', 'old')), age INT NOT NULL CHECK (age > 17),
  code TEXT NOT NULL CHECK (length(code) = 3), part INT NOT NULL CHECK (part BETWEEN 2 AND 9), size INT NOT NULL, CHECK (size >= 1));
