CREATE TYPE parcel AS (weight integer, size integer);
CREATE TABLE parcels (id integer PRIMARY KEY, what parcel, n integer);
