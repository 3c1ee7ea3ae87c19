ALTER TYPE mood ADD VALUE 'awful' BEFORE 'sad';
