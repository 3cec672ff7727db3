import { CliError } from '../../errors/cli-error.js';
import type { Credentials } from '../../config/credentials.js';

/** One event of a workspace, as the subscription tells it. */
export interface Activity {
  type: string;
  at: string;
  resourceId: string;
  sequence: number | null;
  detail: string | null;
  /** Of an upload: the most important of it, as the event left it. */
  upload?: Record<string, unknown> | null;
}

const UPLOAD = 'bucketId filename contentType fileSizeBytes status statusReason createdAt metadata';
const QUERY = `subscription { workspaceActivity { type at resourceId sequence detail upload { ${UPLOAD} } } }`;
/** Of a socket that was closed because of its caller: no repetition helps. */
const REFUSED = [4400, 4401];
/** A connection that answers no ping for so long is dead. */
const PING_MS = 15_000;

interface Message {
  type: string;
  payload?: unknown;
}

export interface Follower {
  /** Called when the server has taken the subscription. */
  onOpen(): void;
  onActivity(activity: Activity): void;
}

/**
 * Everything that happens in the workspace, from now on, by the GraphQL subscription `workspaceActivity`. Resolves when
 * the connection ends for a reason that may pass, with that reason; rejects when the credentials are refused.
 */
export function followActivity(credentials: Credentials, follower: Follower, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${credentials.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    const conversation = new Conversation(socket, credentials, follower);
    const stop = () => {
      socket.close(1000);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.onclose = ({ code, reason }) => {
      conversation.end();
      signal.removeEventListener('abort', stop);
      if (REFUSED.includes(code)) reject(refusal(code, reason));
      else resolve(reason || conversation.reason);
    };
  });
}

function refusal(code: number, reason: string): CliError {
  const name = code === 4401 ? 'UNAUTHENTICATED' : 'NAMESPACE_REQUIRED';
  const todo = code === 4401 ? 'Run "airlock login" again.' : 'Name one by --namespace.';
  return new CliError('denied', `${reason.replace(/\.?$/, '.')} ${todo}`, { code: name });
}

/** The protocol of graphql-ws, for one subscription. */
class Conversation {
  /** Why the connection ended, as far as the server said. */
  reason = 'the connection was lost';
  private hasAnswered = true;
  private readonly ping: NodeJS.Timeout;

  constructor(
    private readonly socket: WebSocket,
    { url, secret, namespace }: Credentials,
    private readonly follower: Follower,
  ) {
    const payload = { Authorization: `Bearer ${secret}`, ...(namespace ? { 'X-Namespace': namespace } : {}) };
    socket.onopen = () => this.send({ type: 'connection_init', payload });
    socket.onmessage = ({ data }) => this.take(JSON.parse(String(data)) as Message);
    socket.onerror = () => (this.reason = `${url} cannot be reached`);
    this.ping = setInterval(() => this.checkLife(), PING_MS).unref();
  }

  end(): void {
    clearInterval(this.ping);
  }

  private take({ type, payload }: Message): void {
    this.hasAnswered = true;
    this.answers[type]?.(payload);
  }

  private readonly answers: Record<string, ((payload: unknown) => void) | undefined> = {
    connection_ack: () => {
      this.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
      this.follower.onOpen();
    },
    ping: () => this.send({ type: 'pong' }),
    next: (payload) => {
      const activity = (payload as { data?: { workspaceActivity?: Activity } }).data?.workspaceActivity;
      if (activity) this.follower.onActivity(activity);
    },
    error: (payload) => this.leave((payload as { message: string }[])[0]?.message),
    complete: () => this.leave(),
  };

  private leave(reason = this.reason): void {
    this.reason = reason;
    this.socket.close(1000);
  }

  /** A connection may be dead without being closed. */
  private checkLife(): void {
    if (!this.hasAnswered) return this.socket.close(4499, 'No answer');
    this.hasAnswered = false;
    this.send({ type: 'ping' });
  }

  private send(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
