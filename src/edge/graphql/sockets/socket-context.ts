import type { IncomingMessage } from 'node:http';
import type { Context } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { credentialsOf } from '../../auth/credentials-of.js';
import type { Credentials } from '../../auth/authenticator.js';
import type { ShownCredentials } from './close-reason.js';

/** The state of one socket beside that of graphql-ws. */
export interface SocketExtra {
  socket: WebSocket;
  /** The request that opened it. */
  request: IncomingMessage;
  /** Whether the peer has answered the last ping. */
  isAlive: boolean;
  /** Set once the caller is authenticated; called when the socket closes. */
  closeConnection?: () => void;
}

export type SocketContext = Context<Record<string, unknown> | undefined, SocketExtra>;

/** `connectionParams` stand for the headers of a request, in any spelling. */
export function headersOf({ connectionParams }: SocketContext): Record<string, string> {
  const entries = Object.entries(connectionParams ?? {}).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value as string]));
}

/** For the reason of a refusal. */
export function shownCredentials(context: SocketContext): ShownCredentials {
  const { connectionParams, extra } = context;
  const named = Object.entries(connectionParams ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  const hasBearer = credentialsIn(context).bearer !== undefined;
  return {
    authorization: named?.[1] ?? undefined,
    hasBearer,
    hasHeader: extra.request.headers.authorization !== undefined,
  };
}

export function credentialsIn(context: SocketContext): Credentials {
  return credentialsOf({ headers: headersOf(context) });
}
