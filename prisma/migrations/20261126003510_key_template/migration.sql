-- How a bucket of the strategy template names its keys. The service checks what is in it.
ALTER TABLE buckets ADD COLUMN key_template text,
  ADD CONSTRAINT buckets_key_template CHECK ((key_strategy = 'template') = (key_template IS NOT NULL));
