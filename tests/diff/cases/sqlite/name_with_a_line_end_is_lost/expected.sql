-- loss: column kept.b c: its values
ALTER TABLE kept DROP COLUMN "b
c";
-- loss: table a -- dunlin:down DROP TABLE kept;: its rows
DROP TABLE "a
-- dunlin:down
DROP TABLE kept;";
