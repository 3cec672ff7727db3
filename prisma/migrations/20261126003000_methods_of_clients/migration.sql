-- Alone in its file: a new value of an enum can be used only after the transaction that added it.
ALTER TYPE upload_method ADD VALUE 'MULTIPART_UNSIZED';
ALTER TYPE upload_method ADD VALUE 'TUS';
