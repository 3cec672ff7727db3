import { noticesOf, type ReadNotices } from './storage-notice.js';
import { StorageEventErrors } from './storage-events.errors.js';

/** The new objects that a message tells of: the text that a topic wraps, or a queue's body, wrapped or not. */
export function noticesOfMessage(text: string): ReadNotices {
  const body = parsed(text);
  return noticesOf(isWrapped(body) ? parsed(body.Message) : body);
}

/** A queue that is subscribed to a topic gets the topic's envelope. Its signature adds nothing to the queue's policy. */
function isWrapped(body: unknown): body is { Message: string } {
  const { Type, Message } = (body ?? {}) as Record<string, unknown>;
  return Type === 'Notification' && typeof Message === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw StorageEventErrors.unreadable('body', 'must be valid JSON');
  }
}
