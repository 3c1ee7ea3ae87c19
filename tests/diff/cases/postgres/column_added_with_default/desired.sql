CREATE TABLE users (id bigint PRIMARY KEY, status text DEFAULT 'new', tags text[] DEFAULT '{}'::text[], seen_at timestamptz DEFAULT now());
