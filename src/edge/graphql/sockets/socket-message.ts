import type { RawData } from 'ws';
import { UNAUTHENTICATED_BODY_BYTES } from '../../http/limits/body-allowance.js';
import { jsonShapeProblem } from '../../json/json-shape.js';
import { jsonTextOf, parseJson } from '../../json/parse-json.js';

/** Larger messages close the socket: a document has at most 64 Ki characters, and variables are small. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** The reason to refuse a message before parsing it, short enough for a close frame; or undefined. */
export function messageProblem(data: RawData, isAuthenticated: boolean): string | undefined {
  const bytes = data as Buffer;
  if (!isAuthenticated && bytes.length > UNAUTHENTICATED_BODY_BYTES) return 'Too much before connection_ack';
  const shape = jsonShapeProblem(bytes.toString('utf8'));
  return shape && `A message ${shape}`;
}

/** The text of a message if it is valid by the JSON rules for bodies; graphql-ws then parses it again. */
export function messageText(data: RawData): string | undefined {
  try {
    const text = jsonTextOf(data as Buffer);
    parseJson(text);
    return text;
  } catch {
    return undefined;
  }
}
