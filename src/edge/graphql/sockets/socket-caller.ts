import type { Context } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { credentialsOf } from '../../auth/credentials-of.js';
import type { Credentials } from '../../auth/authenticator.js';

/** What belongs to one socket, beside what graphql-ws keeps of it. */
export interface SocketExtra {
  socket: WebSocket;
  /** Whether the peer has answered since it was last asked for a sign of life. */
  isAlive: boolean;
  /** Set once the caller is known; ends with the socket. */
  leave?: () => void;
}

export type SocketContext = Context<Record<string, unknown> | undefined, SocketExtra>;

/** `connectionParams` stand for the headers of a request, in any spelling. */
export function shownHeaders({ connectionParams }: SocketContext): Record<string, string> {
  const entries = Object.entries(connectionParams ?? {}).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value as string]));
}

export function shownCredentials(context: SocketContext): Credentials {
  return credentialsOf({ headers: shownHeaders(context) });
}
