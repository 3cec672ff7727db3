import { type Format, textual } from '../format.js';
import { iana, LIBMAGIC, manifest, MIME_DB, SHARED_MIME_INFO } from '../sources.js';

/** Types outside `text/` whose bytes are text. Types under `text/`, `+json`, `+xml` and `+yaml` need no row. */
export const texts: Format[] = [
  textual(iana('application/xml'), 'application/xml', 'text/xml'),
  textual(iana('application/json'), 'application/json', 'text/json'),
  ...[
    'application/x-ndjson',
    'application/ndjson',
    'application/jsonl',
    'application/json-seq',
    'application/json5',
  ].map((name) => textual(MIME_DB, name)),
  ...['application/yaml', 'application/x-yaml', 'application/toml', 'application/graphql', 'application/sql'].map(
    (name) => textual(MIME_DB, name),
  ),
  ...['application/javascript', 'application/x-javascript', 'application/ecmascript', 'application/typescript'].map(
    (name) => textual(MIME_DB, name),
  ),
  ...['application/x-sql', 'application/csv', 'application/x-csv', 'application/markdown', 'application/x-sh'].map(
    (name) => textual(MIME_DB, name),
  ),
  ...['application/x-shellscript', 'application/x-httpd-php', 'application/x-subrip', 'application/x-tex'].map((name) =>
    textual(SHARED_MIME_INFO, name),
  ),
  ...['application/x-latex', 'application/pgp-keys', 'application/x-perl', 'application/x-ruby'].map((name) =>
    textual(SHARED_MIME_INFO, name),
  ),
  ...[
    'application/x-pem-file',
    'application/x-wine-extension-ini',
    'application/x-setupscript',
    'application/x-mswinurl',
  ].map((name) => textual(LIBMAGIC, name)),
  textual(
    manifest('tika-43581f-testMIF.mif'),
    'application/vnd.mif',
    'application/x-mif',
    'application/vnd.framemaker',
    'application/x-frame',
  ),
  ...['message/rfc822', 'message/news', 'application/mbox', 'application/x-ms-regedit'].map((name) =>
    textual(LIBMAGIC, name),
  ),
];
