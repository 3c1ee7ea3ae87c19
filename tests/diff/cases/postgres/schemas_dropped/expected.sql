DROP VIEW archive.shut;
-- loss: table archive.box: its rows
DROP TABLE archive.box;
DROP FUNCTION archive.count_boxes();
DROP TYPE archive.state;
DROP SCHEMA archive;
