CREATE TABLE events (id bigint NOT NULL, tenant_id integer NOT NULL, "On" date NOT NULL) PARTITION BY RANGE (tenant_id, ("On" - date '2000-01-01'));
CREATE TABLE events_few PARTITION OF events FOR VALUES FROM (MINVALUE, MINVALUE) TO (MAXVALUE, MAXVALUE);
