-- What a declared type is worth: proven by the bytes, contradicted by them, or neither.
CREATE TYPE type_policy AS ENUM ('contradicted', 'unproven', 'record');
CREATE TYPE type_proof AS ENUM ('proven', 'unproven', 'contradicted');

ALTER TABLE buckets ADD COLUMN type_policy type_policy NOT NULL DEFAULT 'contradicted';

-- uploads.detected_type is what the record tells and what is served: application/octet-stream unless proven.
-- blobs.detected_type stays what the bytes show by themselves: uploads that share them may declare different types.
-- max_image_bytes: the files API's limit for pictures, for an upload that was not declared as one.
ALTER TABLE uploads ADD COLUMN type_proof type_proof, ADD COLUMN max_image_bytes bigint;

-- Until now a type that was contradicted was refused, and one that was recognised was taken for proven.
-- The owner of the table sees its rows only without the force.
ALTER TABLE uploads NO FORCE ROW LEVEL SECURITY;
UPDATE uploads SET type_proof = CASE
    WHEN status_reason = 'mime_mismatch' THEN 'contradicted'
    WHEN detected_type = 'application/octet-stream' THEN 'unproven'
    ELSE 'proven'
  END::type_proof
  WHERE detected_type IS NOT NULL;
UPDATE uploads SET detected_type = 'application/octet-stream' WHERE type_proof = 'contradicted';
ALTER TABLE uploads FORCE ROW LEVEL SECURITY;
