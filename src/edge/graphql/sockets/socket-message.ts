import { STRANGERS_BODY_BYTES } from '../../http/limits/body-allowance.js';
import { jsonShapeProblem } from '../../http/limits/json-shape.js';

/** Bigger messages end the socket unread: a document has 64 Ki characters at most, and its variables are few. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** Why a message is not worth parsing, in the few words that the end of a socket has room for; or undefined. */
export function messageProblem(text: string, isKnown: boolean): string | undefined {
  if (!isKnown && Buffer.byteLength(text) > STRANGERS_BODY_BYTES) return 'Too much before connection_ack';
  const shape = jsonShapeProblem(text);
  return shape && `A message ${shape}`;
}
