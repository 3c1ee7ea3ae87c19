ALTER TABLE users ADD COLUMN status text DEFAULT 'new'::text;
ALTER TABLE users ADD COLUMN tags text[] DEFAULT '{}'::text[];
ALTER TABLE users ADD COLUMN seen_at timestamp with time zone DEFAULT now();
