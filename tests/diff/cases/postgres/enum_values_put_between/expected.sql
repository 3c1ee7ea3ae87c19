ALTER TYPE mood ADD VALUE 'very sad' BEFORE 'sad';
ALTER TYPE mood ADD VALUE 'so so' AFTER 'sad';
ALTER TYPE mood ADD VALUE 'fair' AFTER 'so so';
ALTER TYPE mood ADD VALUE 'happy';
ALTER TYPE mood ADD VALUE 'very happy';
