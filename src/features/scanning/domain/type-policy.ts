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
  'application/x-msi',
  'application/x-ole-storage',
  'application/postscript',
  'application/rtf',
  'application/x-dosexec',
]);
const recognisablePrefix =
  /^(?:image|audio|video|font)\/|^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|ms-visio)\.|\.macroenabled/;

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

/** What some browsers call text files, because a spreadsheet program or a film player claimed their extension. */
const misnamedText = new Set(['application/vnd.ms-excel', 'video/mp2t', 'video/vnd.dlna.mpeg-tts']);
const plainText = new Set(['text/plain', 'text/csv']);

/** Formats that are such a container whole: whoever declares the container tells no lie about them. */
const madeOf: Record<string, RegExp> = {
  'application/zip':
    /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|ms-visio)\.|^application\/(?:epub\+zip|vnd\.android\.package-archive)$/,
  'application/x-ole-storage': /^application\/(?:msword|vnd\.(?:ms-(?:excel|powerpoint|outlook)|visio)|x-msi)$/,
};

const isTextual = (type: string): boolean =>
  type.startsWith('text/') || textual.has(type) || /^application\/.+\+(?:json|xml|yaml)$/.test(type);

const isRecognisable = (type: string): boolean => recognisable.has(type) || recognisablePrefix.test(type);

/** Do the bytes belie what their sender called them? Unknown names are believed until a known magic contradicts them. */
export function typeMismatch(declared: string, detected: DetectedTypeLike): boolean {
  const claim = canonicalType(declared);
  const truth = canonicalType(detected.mimeType);
  // Nothing was claimed, so nothing can be wrong: what the bytes are decides how they are served.
  if (claim === UNKNOWN || claim === '') return false;
  // A macro-enabled file is another type than its harmless sibling, whatever else it may be taken for.
  if (detected.macroEnabled) return claim !== truth || !claim.includes('macroenabled');
  if (mayBeCalled(claim, truth)) return false;
  if (isRecognisable(claim)) return true;
  if (isTextual(claim)) return !readsAsText(detected, truth);
  return !contradictsNothing(detected, truth);
}

/** Another name of it, of its like, or of the container it is made of; what is inside a password's wrapping nobody can tell. */
function mayBeCalled(claim: string, truth: string): boolean {
  if (truth === 'application/encrypted') return claim.startsWith(OOXML);
  if (misnamedText.has(claim) && plainText.has(truth)) return true;
  return sameFamily(claim, truth) || Boolean(madeOf[claim]?.test(truth));
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
