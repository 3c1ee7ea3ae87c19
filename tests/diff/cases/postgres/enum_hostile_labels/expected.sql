ALTER TYPE "Mood m" ADD VALUE '''' AFTER 'it''s';
ALTER TYPE "Mood m" ADD VALUE E'\\';
