CREATE TABLE pairs (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE orders (id bigint PRIMARY KEY, code text NOT NULL UNIQUE, a integer CHECK (a > 0), b integer, c integer,
    during tsrange, CONSTRAINT two_of UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT late UNIQUE (b) DEFERRABLE,
    CONSTRAINT none_null UNIQUE NULLS NOT DISTINCT (c), CONSTRAINT covering UNIQUE (code) INCLUDE (a, b),
    CONSTRAINT sane CHECK (a < b AND (b IS NULL OR c > 0)), CONSTRAINT local_only CHECK (c <> 5) NO INHERIT,
    CONSTRAINT apart EXCLUDE USING gist (during WITH &&) WHERE (a IS NOT NULL),
    CONSTRAINT apart_late EXCLUDE USING gist (during WITH -|-) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT filled UNIQUE (id, code) WITH (fillfactor = 80));
ALTER TABLE orders ADD CONSTRAINT not_yet CHECK (b < 1000) NOT VALID;
CREATE TABLE items (order_id bigint REFERENCES orders, code text REFERENCES orders (code) ON DELETE SET NULL ON UPDATE CASCADE,
    a integer, b integer, CONSTRAINT pair FOREIGN KEY (a, b) REFERENCES pairs (a, b) MATCH FULL ON DELETE CASCADE,
    CONSTRAINT later FOREIGN KEY (order_id) REFERENCES orders DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (order_id, a) INCLUDE (b));
CREATE TABLE only_index (x integer);
CREATE UNIQUE INDEX only_index_x ON only_index (x);
ALTER TABLE items ADD CONSTRAINT unproven FOREIGN KEY (b) REFERENCES only_index (x) NOT VALID;
ALTER TABLE items ADD CONSTRAINT partly FOREIGN KEY (a, b) REFERENCES pairs ON DELETE SET DEFAULT (a);
COMMENT ON CONSTRAINT sane ON orders IS 'a before b';
COMMENT ON CONSTRAINT pair ON items IS 'it''s a pair';
COMMENT ON INDEX two_of IS 'index of a constraint';
