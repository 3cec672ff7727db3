import { canonicalType, sameFamily } from './type-families.js';

/** What the detector says of the bytes. A shape of its own: the rules know no detector. */
export interface DetectedTypeLike {
  mimeType: string;
  text: 'utf-8' | 'utf-16' | 'legacy-8bit' | 'binary' | 'empty';
  macroEnabled: boolean;
}

const UNKNOWN = 'application/octet-stream';
const OOXML = 'application/vnd.openxmlformats-officedocument.';

/** Types outside `text/` whose bytes are text. */
const textual = new Set([
  'application/json',
  'application/ld+json',
  'application/geo+json',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/json-seq',
  'application/xml',
  'application/xhtml+xml',
  'application/yaml',
  'application/x-yaml',
  'application/toml',
  'application/javascript',
  'application/x-javascript',
  'application/ecmascript',
  'application/typescript',
  'application/graphql',
  'application/sql',
  'application/x-sql',
  'application/csv',
  'application/x-csv',
  'application/markdown',
  'application/x-sh',
  'application/x-shellscript',
  'application/x-httpd-php',
  'application/x-subrip',
  'application/x-tex',
  'application/x-latex',
  'application/rtf',
  'application/pgp-keys',
  'application/x-pem-file',
  'application/x-wine-extension-ini',
  'application/x-setupscript',
  'application/x-mswinurl',
  'image/svg+xml',
  'message/rfc822',
  'message/news',
]);

/** Types whose bytes always give them away: what is not recognised as one of them is none. */
const recognisable = new Set([
  'application/pdf',
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/vnd.rar',
  'application/x-7z-compressed',
  'application/x-bzip2',
  'application/x-xz',
  'application/zstd',
  'application/epub+zip',
  'application/java-archive',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.visio',
  'application/vnd.ms-outlook',
  'application/postscript',
  'application/rtf',
  'application/x-dosexec',
]);
const recognisablePrefix =
  /^(?:image|audio|video|font)\/|^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument)\.|\.macroenabled/;

/** Containers that many formats of their own are built on: they contradict no name that we do not know. */
const generic = new Set([
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/java-archive',
  'application/x-ole-storage',
  'application/vnd.sqlite3',
  'application/x-sqlite3',
]);

const isTextual = (type: string): boolean =>
  type.startsWith('text/') || textual.has(type) || /^application\/.+\+(?:json|xml|yaml)$/.test(type);

const isRecognisable = (type: string): boolean => recognisable.has(type) || recognisablePrefix.test(type);

/** Do the bytes belie what their sender called them? Unknown names are believed until a known magic contradicts them. */
export function typeMismatch(declared: string, detected: DetectedTypeLike): boolean {
  const claim = canonicalType(declared);
  const truth = canonicalType(detected.mimeType);
  // Nothing was claimed, so nothing can be wrong.
  if (claim === UNKNOWN || claim === '') return false;
  // A macro-enabled file is another type than its harmless sibling, whatever else it may be taken for.
  if (detected.macroEnabled) return claim !== truth || !claim.includes('macroenabled');
  if (sameFamily(claim, truth)) return false;
  if (truth === 'application/encrypted') return !isOffice(claim);
  if (isRecognisable(claim)) return true;
  if (isTextual(claim)) return !readsAsText(detected, truth);
  return !contradictsNothing(detected, truth);
}

/** A document with a password is wrapped whole; what is inside the wrapping nobody can tell. */
function isOffice(claim: string): boolean {
  return claim.startsWith(OOXML);
}

/**
 * Plain text, CSV, Markdown, JSON and their like are one group: which of them it is, the bytes do not say. Text that
 * begins like a PDF or a picture is one of those all the same.
 */
function readsAsText({ text }: DetectedTypeLike, truth: string): boolean {
  if (text === 'empty') return true;
  return text !== 'binary' && truth !== UNKNOWN && (isTextual(truth) || !isRecognisable(truth));
}

function contradictsNothing(detected: DetectedTypeLike, truth: string): boolean {
  return truth === UNKNOWN || generic.has(truth) || readsAsText(detected, truth);
}

const inlineSafe = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
]);

/** May a browser show this in place? Only what cannot carry a script. */
export function isInlineSafe(detected: Pick<DetectedTypeLike, 'mimeType'>): boolean {
  return inlineSafe.has(canonicalType(detected.mimeType));
}

/** The Content-Type a download is answered with; never what the sender declared. */
export function servedType(detected: Pick<DetectedTypeLike, 'mimeType'>): string {
  return isInlineSafe(detected) ? canonicalType(detected.mimeType) : UNKNOWN;
}
