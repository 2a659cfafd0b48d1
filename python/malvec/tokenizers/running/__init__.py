"""Running a tokenizer over many texts: batches, worker processes, failures."""
