import { integer, list, shaped } from '../setting.js';

const MIB = 1024 * 1024;

/** Documents and the extraction of their text. */
export const documentsSettings = {
  DOCUMENT_ALLOWED_EXTENSIONS: list({
    pattern: /^[A-Za-z0-9]{1,10}$/,
    shape: 'file extensions of letters and digits, without dots',
    fallback: ['pdf', 'docx', 'doc', 'txt', 'csv', 'md', 'pptx', 'xlsx'],
    about: 'Extensions of files that become documents, in any case.',
  }),
  DOCUMENT_MAX_UPLOAD_SIZE: integer({
    min: 1,
    max: 5 * 1024 * MIB,
    fallback: 50 * MIB,
    about: 'Largest file of a document, in bytes.',
  }),
  DOCUMENT_S3_PREFIX: shaped({
    pattern: /^(?!ws_)[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}){0,3}$/,
    shape: 'one to four folders of letters, digits, dots, underscores and hyphens, not starting with ws_',
    fallback: 'documents',
    about: 'Folder of the files of documents in the store.',
  }),
  DOCUMENT_PRESIGNED_URL_EXPIRY: integer({
    min: 60,
    max: 86_400,
    fallback: 3600,
    about: 'Lifetime in seconds of upload and download URLs of the documents API.',
  }),
  CAGE_PROCESSES: integer({
    min: 1,
    max: 64,
    fallback: undefined,
    about:
      'Processes that open hostile files at the same time, for archives and for documents each. Default: one per core.',
  }),
  EXTRACTION_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 60,
    about: 'How long reading the text of a document may take. Longer: its processing fails with code timeout.',
  }),
  EXTRACTION_HEAP_MIB: integer({
    min: 64,
    max: 4096,
    fallback: 256,
    about: 'Memory for objects and strings while a document is read. More: its processing fails with code too_large.',
  }),
  EXTRACTION_RESIDENT_MIB: integer({
    min: 128,
    max: 16_384,
    fallback: 512,
    about: 'All memory of the process that reads a document. More: its processing fails with code too_large.',
  }),
  EXTRACTION_MAX_PAGES: integer({
    min: 1,
    max: 100_000,
    fallback: 5_000,
    about: 'Pages, slides or sheets a document may have for its text to be read.',
  }),
  EXTRACTION_MAX_CHARACTERS: integer({
    min: 1_000,
    max: 100_000_000,
    fallback: 20_000_000,
    about: 'Characters of text a document may hold for it to be read.',
  }),
  INGESTION_CONCURRENCY: integer({
    min: 1,
    max: 64,
    fallback: 2,
    about: 'Documents whose text a worker extracts at the same time.',
  }),
  INGESTION_LEASE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 30,
    about: 'How long a worker owns a document without a sign of life.',
  }),
};
