DROP TYPE pair;
CREATE TYPE pair AS (
    b text,
    a integer
);
