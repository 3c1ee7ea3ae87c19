CREATE FOREIGN TABLE moved (
    item sku NOT NULL,
    at timestamp with time zone DEFAULT now()
)
SERVER warehouse;
COMMENT ON FOREIGN TABLE moved IS 'what left a shelf';
ALTER FOREIGN TABLE stock OPTIONS (ADD fetch_size '10');
ALTER FOREIGN TABLE stock ALTER COLUMN shelf SET NOT NULL;
ALTER FOREIGN TABLE stock ALTER COLUMN amount TYPE bigint;
ALTER FOREIGN TABLE stock ALTER COLUMN amount SET NOT NULL;
ALTER FOREIGN TABLE stock ADD COLUMN unit text NOT NULL;
