CREATE TABLE rooms (id integer PRIMARY KEY);
CREATE TABLE halls (id integer PRIMARY KEY);
CREATE TABLE visits (day date NOT NULL, room integer, hall integer,
    CONSTRAINT visits_room FOREIGN KEY (room) REFERENCES rooms, CONSTRAINT visits_hall FOREIGN KEY (hall) REFERENCES halls) PARTITION BY RANGE (day);
CREATE TABLE visits_24 (day date NOT NULL, room integer, hall integer, CONSTRAINT visits_room FOREIGN KEY (room) REFERENCES rooms);
