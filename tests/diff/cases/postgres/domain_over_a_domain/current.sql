CREATE DOMAIN base AS integer CHECK (VALUE > 0);
CREATE TABLE t (a base);
