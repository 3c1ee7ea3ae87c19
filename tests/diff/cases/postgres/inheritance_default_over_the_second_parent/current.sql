CREATE TABLE dated (day date DEFAULT '2020-01-01');
CREATE TABLE priced (price integer DEFAULT 1);
