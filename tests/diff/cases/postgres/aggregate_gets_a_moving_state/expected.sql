CREATE OR REPLACE AGGREGATE total(integer) (
    sfunc = plus,
    stype = integer,
    combinefunc = plus,
    msfunc = plus,
    minvfunc = minus,
    mstype = integer,
    mfinalfunc_modify = shareable,
    parallel = safe,
    initcond = '0',
    minitcond = '0'
);
