export type ExtractionErrorCode = 'encrypted' | 'corrupt' | 'empty' | 'too_large' | 'timeout' | 'unsupported';

const texts: Record<ExtractionErrorCode, string> = {
  encrypted: 'The document is protected with a password. Remove the password and upload it again.',
  corrupt: 'The document is damaged and cannot be read. Open it in its program, save it anew and upload it again.',
  empty: 'The file holds no text. Check that the right file was uploaded.',
  too_large: 'The document is too large to be read. Split it into smaller documents and upload those.',
  timeout: 'Reading the document took too long. Split it into smaller documents and upload those.',
  unsupported: 'Text of this kind of file cannot be read. Save it as PDF or DOCX and upload it again.',
};

/** Why a document's text cannot be read: a property of the document, so that a new attempt ends the same way. */
export class ExtractionError extends Error {
  /** `message` is shown to users: what is wrong with the document and what to do about it. */
  constructor(
    readonly code: ExtractionErrorCode,
    message: string = texts[code],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ExtractionError';
  }
}

export function isExtractionErrorCode(code: unknown): code is ExtractionErrorCode {
  return typeof code === 'string' && Object.hasOwn(texts, code);
}
