CREATE TABLE tracks (album integer NOT NULL, track integer NOT NULL, CONSTRAINT tracks_pk PRIMARY KEY (album, track)) PARTITION BY LIST (album);
CREATE TABLE tracks_1 PARTITION OF tracks FOR VALUES IN (1);
CREATE TABLE tracks_2 PARTITION OF tracks FOR VALUES IN (2);
CREATE TABLE plays (id integer PRIMARY KEY, album integer, track integer, CONSTRAINT plays_track FOREIGN KEY (album, track) REFERENCES tracks);
