import { newObjectsIn, type NewObjects } from './new-objects.js';
import { StorageEventErrors } from './storage-events.errors.js';

/** The new objects in the text of a message: what a topic wraps, or a queue's body, wrapped or not. */
export function newObjectsInMessage(text: string): NewObjects {
  const body = parsed(text);
  return newObjectsIn(isWrapped(body) ? parsed(body.Message) : body);
}

/** A queue that is subscribed to a topic gets the topic's envelope. The queue's policy says who may send, so the signature is not checked. */
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
