import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { s3Errors } from './s3-error.js';
import { childOf, type XmlNode } from './xml.js';

// Values are not converted: a key may be "007" or " ".
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  removeNSPrefix: true,
});

/** Parses a request body whose root must be `root`. Documents that declare entities are refused. */
export function parseXml(text: string, root: string): XmlNode {
  if (text.includes('<!') || XMLValidator.validate(text) !== true) throw s3Errors.malformedXml();
  const node = childOf(parse(text), root);
  if (node === undefined) throw s3Errors.malformedXml();
  return node;
}

/** The parser throws for deep nesting and dangerous names. */
function parse(text: string): XmlNode {
  try {
    return parser.parse(text);
  } catch {
    throw s3Errors.malformedXml();
  }
}
