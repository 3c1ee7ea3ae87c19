ALTER SEQUENCE down AS integer;
ALTER SEQUENCE numbers AS bigint;
