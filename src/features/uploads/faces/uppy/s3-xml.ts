import { XMLParser } from 'fast-xml-parser';
import { Errors } from '../../../../shared/errors/errors.js';
import type { NamedPart, StoredPart } from '../../domain/unsized-parts.js';
import { type Given, partsIn } from './read-request.js';

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  processEntities: true,
  isArray: (name) => name === 'Part',
});

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character]!);

export const element = (name: string, text: string | number) => `<${name}>${escaped(String(text))}</${name}>`;

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** S3 puts no namespace on errors. */
export const xmlError = (elements: string[]) => `${declaration}<Error>${elements.join('')}</Error>`;

export const xmlDocument = (root: string, content: string) =>
  `${declaration}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;

export function listOfParts(parts: readonly StoredPart[]): string {
  return parts
    .map(({ partNumber, etag, size }) => {
      const content = [element('PartNumber', partNumber), element('ETag', `"${etag}"`), element('Size', size)];
      return `<Part>${content.join('')}</Part>`;
    })
    .join('');
}

/** The parts that a CompleteMultipartUpload names. */
export function completedParts(xml: string): NamedPart[] {
  // A document with declarations of its own is nothing that a client of S3 sends.
  const body: Given = xml.includes('<!') ? {} : parsed(xml);
  const completion = body.CompleteMultipartUpload;
  if (typeof completion !== 'object' || completion === null)
    throw Errors.invalidField('body', 'must be a CompleteMultipartUpload document');
  return partsIn({ parts: (completion as Given).Part ?? [] });
}

function parsed(xml: string): Given {
  try {
    return parser.parse(xml) as Given;
  } catch {
    return {};
  }
}
