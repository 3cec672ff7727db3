-- Alone in its file: a new value of an enum can be used only after the transaction that added it.
ALTER TYPE key_strategy ADD VALUE 'template';
