DROP INDEX parcels_weight;
ALTER TABLE parcels DROP CONSTRAINT parcels_what_key;
DROP OPERATOR CLASS by_weight USING btree;
CREATE OPERATOR CLASS by_weight DEFAULT FOR TYPE parcel USING btree FAMILY weights AS
    OPERATOR 1 #<(parcel,parcel),
    OPERATOR 2 #<=(parcel,parcel),
    OPERATOR 3 #=(parcel,parcel),
    OPERATOR 4 #>=(parcel,parcel),
    OPERATOR 5 #>(parcel,parcel),
    FUNCTION 1 (parcel, parcel) weigh2(parcel,parcel);
ALTER TABLE parcels ADD CONSTRAINT parcels_what_key UNIQUE (what);
CREATE INDEX parcels_weight ON parcels (what, n);
