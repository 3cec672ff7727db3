import { ExtractionError } from '../extraction-error.js';
import type { FormatExtractor } from '../format-extractor.js';
import { plainTextExtractor } from '../plain-text/plain-text.extractor.js';

const HEAD_BYTES = 1024;
/** First bytes of documents older than the format of Word 6, by program. */
const older: [mark: string, program: string][] = [
  ['dba52d00', 'Word 2 for Windows'],
  ['9ba52100', 'Word 1 for Windows'],
  ['31be0000', 'Write or Word for DOS'],
  ['fe370023', 'Word for Macintosh'],
  ['fe37001c', 'Word for Macintosh'],
];
const WEB_ARCHIVE = /^(?:[\w-]+:[^\n]*\n)*mime-version:/i;
// eslint-disable-next-line no-control-regex -- Bytes that no text holds.
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** A file that is named .doc and is none: plain text is read as such, of old formats the reason says what they are. */
export const textNamedDocExtractor: FormatExtractor = {
  accepts: ({ kind, declared, bytes }) => {
    if (kind !== 'text' || declared !== 'doc') return false;
    const head = bytes.read(0, HEAD_BYTES - 1);
    return olderProgram(head) !== undefined || isPlainText(head);
  },

  async *extract(document, limits) {
    const head = document.bytes.read(0, HEAD_BYTES - 1);
    const program = olderProgram(head);
    if (program) throw unsupported(`a document of ${program}`);
    if (WEB_ARCHIVE.test(head.toString('latin1'))) throw unsupported('a web archive (MHTML)');
    yield* plainTextExtractor.extract(document, limits);
  },
};

const olderProgram = (head: Buffer) => older.find(([mark]) => head.toString('hex', 0, 4) === mark)?.[1];

function isPlainText(head: Buffer): boolean {
  const isUtf16 = head[0] === 0xff && head[1] === 0xfe;
  return isUtf16 || !BINARY.test(head.toString('latin1'));
}

const unsupported = (what: string) =>
  new ExtractionError('unsupported', `The file is ${what}. Save it as DOCX and upload it again.`);
