SET check_function_bodies = off;
CREATE FUNCTION lighter(parcel, parcel) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT ($1).weight < ($2).weight$$;
CREATE OPERATOR #< (
    function = lighter,
    leftarg = parcel,
    rightarg = parcel,
    commutator = #>,
    negator = #>=
);
CREATE FUNCTION lighter_same(parcel, parcel) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT ($1).weight <= ($2).weight$$;
CREATE OPERATOR #<= (
    function = lighter_same,
    leftarg = parcel,
    rightarg = parcel,
    commutator = #>=,
    negator = #>
);
CREATE FUNCTION same_weight(parcel, parcel) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT ($1).weight = ($2).weight$$;
CREATE OPERATOR #= (
    function = same_weight,
    leftarg = parcel,
    rightarg = parcel,
    commutator = #=,
    hashes,
    merges
);
CREATE FUNCTION heavier(parcel, parcel) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT ($1).weight > ($2).weight$$;
CREATE OPERATOR #> (
    function = heavier,
    leftarg = parcel,
    rightarg = parcel,
    commutator = #<,
    negator = #<=,
    restrict = scalargtsel,
    join = scalargtjoinsel
);
CREATE FUNCTION heavier_same(parcel, parcel) RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$SELECT ($1).weight >= ($2).weight$$;
CREATE OPERATOR #>= (
    function = heavier_same,
    leftarg = parcel,
    rightarg = parcel,
    commutator = #<=,
    negator = #<
);
CREATE OPERATOR FAMILY by_weight USING btree;
COMMENT ON OPERATOR FAMILY by_weight USING btree IS 'of parcels';
CREATE FUNCTION weigh(parcel, parcel) RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$SELECT sign(($1).weight - ($2).weight)::integer$$;
CREATE OPERATOR CLASS by_weight FOR TYPE parcel USING btree FAMILY by_weight AS
    OPERATOR 1 #<(parcel,parcel),
    OPERATOR 2 #<=(parcel,parcel),
    OPERATOR 3 #=(parcel,parcel),
    OPERATOR 4 #>=(parcel,parcel),
    OPERATOR 5 #>(parcel,parcel),
    FUNCTION 1 (parcel, parcel) weigh(parcel,parcel);
COMMENT ON OPERATOR CLASS by_weight USING btree IS 'however large';
CREATE TYPE loads AS RANGE (subtype = parcel, subtype_opclass = by_weight);
CREATE OPERATOR FAMILY nobody USING hash;
CREATE UNIQUE INDEX parcels_one ON parcels (what by_weight);
CREATE INDEX parcels_weight ON parcels (what by_weight DESC, n);
CREATE VIEW ordered AS
SELECT parcels.id
   FROM parcels
  ORDER BY parcels.what USING #< NULLS LAST;
RESET check_function_bodies;
