import { isUtf8 } from 'node:buffer';
import SecureJson from 'secure-json-parse';
import { jsonShapeProblem } from './json-shape.js';

/** Why a text is not accepted as JSON; the message completes "body" or the name of a field. */
export class JsonRefusal extends Error {}

/**
 * Parses all JSON from outside: bodies, socket messages, query parameters, form fields. Its result can be walked without
 * stack overflow and copied without reaching a prototype.
 */
export function parseJson(text: string): unknown {
  const shape = jsonShapeProblem(text);
  if (shape) throw new JsonRefusal(shape);
  try {
    return SecureJson.parse(text, null, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    const isUnsafe = (error as Error).message.includes('prototype');
    throw new JsonRefusal(
      isUnsafe ? 'must not have a key "__proto__", nor "constructor" with a "prototype"' : 'must be valid JSON',
    );
  }
}

/** JSON is UTF-8 (RFC 8259), whatever charset a header names. A byte order mark is skipped. */
export function jsonTextOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new JsonRefusal('must be JSON in UTF-8');
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
