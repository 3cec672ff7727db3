import type { RawData } from 'ws';
import { STRANGERS_BODY_BYTES } from '../../http/limits/body-allowance.js';
import { jsonShapeProblem } from '../../json/json-shape.js';
import { jsonTextOf, parseJson } from '../../json/parse-json.js';

/** Bigger messages end the socket unread: a document has 64 Ki characters at most, and its variables are few. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** Why a message is not worth parsing, in the few words that the end of a socket has room for; or undefined. */
export function messageProblem(data: RawData, isKnown: boolean): string | undefined {
  const bytes = data as Buffer;
  if (!isKnown && bytes.length > STRANGERS_BODY_BYTES) return 'Too much before connection_ack';
  const shape = jsonShapeProblem(bytes.toString('utf8'));
  return shape && `A message ${shape}`;
}

/** The text of a message, if it is JSON by the rules that hold for bodies; the protocol then parses it for itself. */
export function messageText(data: RawData): string | undefined {
  try {
    const text = jsonTextOf(data as Buffer);
    parseJson(text);
    return text;
  } catch {
    return undefined;
  }
}
