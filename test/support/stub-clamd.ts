import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What came over one connection since the last answer: a command, and the frames of a stream. */
class Conversation {
  command: string | undefined;
  /** How many commands of a session there were; undefined where there is no session. */
  private number: number | undefined;
  /** Bytes of the object. */
  received = 0;
  isEnded = false;
  /** What an answer begins with. */
  get prefix(): string {
    return this.number === undefined ? '' : `${this.number}: `;
  }

  /** The stream was answered. Another command may follow in a session. */
  next(): void {
    [this.command, this.received, this.isEnded, this.test] = [undefined, 0, false, undefined];
  }

  /** Which of the tests that clamd must pass this stream is, if any. */
  test: 'end' | 'alert' | undefined;
  private unread = Buffer.alloc(0);

  take(chunk: Buffer): void {
    this.unread = Buffer.concat([this.unread, chunk]);
    if (this.command === undefined) this.takeCommand();
    if (this.command === 'INSTREAM') while (this.takeFrame());
  }

  private takeCommand(): void {
    const end = this.unread.indexOf(0);
    if (end < 0) return;
    this.command = this.unread.toString('latin1', 1, end);
    this.unread = this.unread.subarray(end + 1);
    if (this.command === 'IDSESSION') {
      [this.command, this.number] = [undefined, 0];
      this.takeCommand();
    } else if (this.number !== undefined) this.number++;
  }

  private takeFrame(): boolean {
    if (this.unread.length < 4) return false;
    const length = this.unread.readUInt32BE();
    if (this.unread.length < 4 + length) return false;
    if (this.received === 0) this.test = testOf(this.unread.subarray(4));
    this.received += length;
    this.isEnded = length === 0;
    this.unread = this.unread.subarray(4 + length);
    return !this.isEnded;
  }
}

function testOf(bytes: Buffer): 'end' | 'alert' | undefined {
  if (bytes.toString('latin1', 0, 7) === 'comment') return 'end';
  return bytes.toString('latin1', 30, 43) === 'self-test.zip' ? 'alert' : undefined;
}

/** Called whenever bytes of a stream have arrived. */
export type Behaviour = (socket: Socket, stream: { received: number; isEnded: boolean; prefix: string }) => void;

/** Answers when the whole stream is here, as clamd does. */
export const answering =
  (answer: string): Behaviour =>
  (socket, { isEnded, prefix }) => {
    if (!isEnded) return;
    if (prefix === '') socket.end(answer);
    else socket.write(prefix + answer);
  };

/** A double of clamd whose behaviour a test sets. */
export class StubClamd {
  /** With every stream but those of the self-test. */
  behaviour: Behaviour = answering('stream: OK\0');
  /** EICAR in the last bytes. */
  selfTest: Behaviour = answering('stream: Eicar-Test FOUND\0');
  /** Zips nested beyond every limit. */
  alertTest: Behaviour = answering('stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0');
  signatures = 12_345;
  readonly commands: string[] = [];
  /** How many there were. */
  connections = 0;
  private readonly sockets = new Set<Socket>();

  private port = 0;

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(): Promise<StubClamd> {
    const stub = new StubClamd(createServer({ allowHalfOpen: true }));
    await stub.listen();
    return stub;
  }

  get url(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  /** Always at the same port. */
  async listen(): Promise<void> {
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones. */
  async close(): Promise<void> {
    const closed = once(this.server.close(), 'close');
    this.cut();
    await closed;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async dispose(): Promise<void> {
    if (this.server.listening) await this.close();
  }

  private serve(socket: Socket): void {
    const conversation = new Conversation();
    this.sockets.add(socket);
    this.connections++;
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      const isNew = conversation.command === undefined;
      conversation.take(chunk);
      if (conversation.command === undefined) return;
      if (isNew) this.commands.push(conversation.command);
      this.react(socket, conversation);
    });
  }

  private react(socket: Socket, conversation: Conversation): void {
    const { command, received, isEnded, test, prefix } = conversation;
    const behaviours = { end: this.selfTest, alert: this.alertTest };
    if (command === 'PING') socket.end('PONG\0');
    else if (command === 'VERSION') socket.end(`ClamAV 9.8.7/${this.signatures}/Sat Nov 21 08:00:00 2026\0`);
    else if (received > 0 || isEnded) {
      (test ? behaviours[test] : this.behaviour)(socket, { received, isEnded, prefix });
      if (isEnded && prefix !== '') conversation.next();
    }
  }
}
