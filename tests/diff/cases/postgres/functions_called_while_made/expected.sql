SET check_function_bodies = off;
CREATE FUNCTION z_short(text) RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT left($1, 1) $$;
CREATE FUNCTION short(text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
AS $$ BEGIN RETURN "z_short"($1); END $$;
ALTER TABLE events ADD COLUMN brief text GENERATED ALWAYS AS (short(kind)) STORED;
CREATE INDEX events_short_idx ON events (short(kind));
CREATE TABLE zones (
    name text NOT NULL,
    CONSTRAINT zones_pkey PRIMARY KEY (name)
);
CREATE FUNCTION z_default() RETURNS text
    LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT min(name) FROM zones); END $$;
CREATE FUNCTION zone() RETURNS text
    LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN z_default(); END $$;
ALTER TABLE parcels ADD COLUMN zone text DEFAULT zone();
CREATE FUNCTION z_codes() RETURNS text[]
    LANGUAGE sql IMMUTABLE
AS $$ SELECT ARRAY['a0', 'b0', 'c0'] $$;
CREATE FUNCTION is_code(text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
AS $$ BEGIN RETURN $1 = ANY (z_codes()); END $$;
ALTER TABLE parcels ADD CONSTRAINT parcels_code_check CHECK (is_code(code));
CREATE FUNCTION z_seen() RETURNS bigint
    LANGUAGE sql STABLE
AS $$ SELECT count(*) FROM events $$;
CREATE FUNCTION seen() RETURNS bigint
    LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN z_seen(); END $$;
CREATE MATERIALIZED VIEW a_seen AS
SELECT seen() AS n;
CREATE FUNCTION "z Zone"() RETURNS text
    LANGUAGE sql STABLE
AS $$ SELECT 'utc' $$;
RESET check_function_bodies;
