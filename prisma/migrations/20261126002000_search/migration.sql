-- Full text search over the chunks of documents.

DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS unaccent;
  CREATE EXTENSION IF NOT EXISTS btree_gin;
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
  RAISE EXCEPTION 'Search needs the PostgreSQL extensions unaccent, btree_gin and pg_trgm (%). Install the contrib package of '
    'the server if they are not available, then run in this database as an administrator: '
    'CREATE EXTENSION unaccent; CREATE EXTENSION btree_gin; CREATE EXTENSION pg_trgm;', SQLERRM;
END $$;

-- How words are compared: without case and accents, and in a language that a document names also without their endings.
DO $$
DECLARE
  name text;
  words text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'simple', 'arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish', 'french', 'german', 'greek',
    'hindi', 'hungarian', 'indonesian', 'irish', 'italian', 'lithuanian', 'nepali', 'norwegian', 'portuguese', 'romanian',
    'russian', 'serbian', 'spanish', 'swedish', 'tamil', 'turkish', 'yiddish'
  ] LOOP
    words := CASE name WHEN 'simple' THEN 'simple' ELSE name || '_stem' END;
    EXECUTE format('CREATE TEXT SEARCH CONFIGURATION airlock_%s (COPY = pg_catalog.%I)', name, name);
    EXECUTE format('ALTER TEXT SEARCH CONFIGURATION airlock_%s ALTER MAPPING FOR word, hword, hword_part WITH unaccent, %I', name, words);
    EXECUTE format('ALTER TEXT SEARCH CONFIGURATION airlock_%s ALTER MAPPING FOR numword, numhword, hword_numpart WITH unaccent, simple', name);
  END LOOP;
END $$;

-- A text as its words are taken from it; the same for chunks and queries. Ligatures and wide letters become plain ones, marks
-- that are not written consistently go. Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer put no spaces between words:
-- there each pair of neighbours is a word, and in a chunk also the last character of a run. Such a run in a query is found
-- by its pairs, one after the other.
CREATE FUNCTION searchable_text(p_text text, p_is_query boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  -- Without angle brackets: what stands between them would be a tag, which has no words.
  plain text := regexp_replace(translate(normalize(p_text, NFKC), '<>', '  '),
    '[\u00AD\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u200B-\u200F\u2060\uFEFF]', '', 'g');
  spaceless CONSTANT text := '\u0E01-\u0EFF\u1000-\u109F\u1100-\u11FF\u1780-\u17D3\u3005-\u3007\u3041-\u3096\u309D-\u30FA'
    '\u30FC-\u312F\u3131-\u318E\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\U00020000-\U0003FFFF';
BEGIN
  IF plain !~ ('[' || spaceless || ']') THEN
    RETURN plain;
  END IF;
  RETURN (
    SELECT string_agg(coalesce(part[2], ' ' || (
      SELECT string_agg(substr(part[1], n, 2), ' ' ORDER BY n)
      FROM generate_series(1, greatest(1, length(part[1]) - p_is_query::int)) n) || ' '), '' ORDER BY place)
    FROM regexp_matches(plain, '([' || spaceless || ']+)|([^' || spaceless || ']+)', 'g') WITH ORDINALITY AS parts (part, place));
END $$;

ALTER TABLE documents ADD CHECK (language IN (
  'simple', 'arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish', 'french', 'german', 'greek',
  'hindi', 'hungarian', 'indonesian', 'irish', 'italian', 'lithuanian', 'nepali', 'norwegian', 'portuguese', 'romanian',
  'russian', 'serbian', 'spanish', 'swedish', 'tamil', 'turkish', 'yiddish'));
-- Which languages a workspace's documents have, besides the default.
CREATE INDEX documents_by_language ON documents (workspace_id, language) WHERE language <> 'simple';

ALTER TABLE document_chunks
  -- That of the document when the chunk was written: how its words were made.
  ADD COLUMN language text NOT NULL DEFAULT 'simple',
  ADD COLUMN words tsvector NOT NULL DEFAULT '';
-- Candidates are ranked by their words, and only a page of them is read: the words stay in the row, the text goes first.
ALTER TABLE document_chunks ALTER COLUMN words SET STORAGE MAIN;

CREATE FUNCTION index_chunk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.language := coalesce(
    (SELECT language FROM documents WHERE id = NEW.document_id AND workspace_id = NEW.workspace_id), NEW.language);
  NEW.words := to_tsvector(('airlock_' || NEW.language)::regconfig, searchable_text(NEW.text, false));
  RETURN NEW;
END $$;
CREATE TRIGGER document_chunks_are_indexed BEFORE INSERT OR UPDATE OF text ON document_chunks
  FOR EACH ROW EXECUTE FUNCTION index_chunk();

-- The different words of a chunk, to find those that contain a part of a word.
CREATE FUNCTION vocabulary_of(p_words tsvector) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_to_string(tsvector_to_array(p_words), ' ');
$$;

CREATE INDEX document_chunks_by_words ON document_chunks USING gin (workspace_id, words);
CREATE INDEX document_chunks_by_parts_of_words ON document_chunks USING gin (workspace_id, vocabulary_of(words) gin_trgm_ops);
