CREATE TABLE t (a integer DEFAULT -5, b text DEFAULT 'x'::text || 'y', c date DEFAULT CURRENT_DATE + 1);
