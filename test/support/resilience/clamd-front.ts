import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { clamdAddress } from '../../../src/platform/malware-scanner/clamd/clamd-options.js';

/** What happens to a stream; every command but INSTREAM goes through to the clamd behind. */
export type Mischief = (from: Socket, to: Socket) => void;

const END_OF_STREAM = Buffer.alloc(4);

/** Reads to the end of the stream, so that nothing but the answer is wrong. */
const afterTheLastByte =
  (act: (from: Socket) => void): Mischief =>
  (from) => {
    let tail = Buffer.alloc(0);
    from.on('data', (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-4);
      if (tail.equals(END_OF_STREAM)) act(from);
    });
  };

export const mischiefs: Record<string, Mischief> = {
  'dies in the middle of a stream': (from, to) => {
    let passed = 0;
    from.on('data', (chunk: Buffer) => {
      to.write(chunk);
      passed += chunk.length;
      if (passed > 50_000) from.resetAndDestroy();
    });
  },
  'closes early': (from) => from.once('data', () => from.end()),
  'takes everything and says nothing': (from) => from.resume(),
  'stops reading': (from) => void from.pause(),
  'answers garbage': afterTheLastByte((from) => from.end('\xde\xad OK FOUND\0')),
  'answers half of it': afterTheLastByte((from) => from.end('stream: OK')),
  'refuses the size': (from) => from.once('data', () => from.end('INSTREAM size limit exceeded. ERROR\0')),
  'drips its answer': afterTheLastByte((from) => {
    const answer = [...'stream: OK\0'];
    const drip = setInterval(() => from.write(answer.shift() ?? ''), 250);
    from.on('close', () => clearInterval(drip));
  }),
};

/** What a file with these bytes in it does to a clamd that takes every other one. */
export const poison = {
  'hangs it': (marker: Buffer): Mischief => chokesOn(marker, (from) => from.resume()),
  'crashes it': (marker: Buffer): Mischief => chokesOn(marker, (from) => from.resetAndDestroy()),
};

function chokesOn(marker: Buffer, act: (from: Socket) => void): Mischief {
  return (from, to) => {
    let tail = Buffer.alloc(0);
    const pass = (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]);
      if (!tail.includes(marker)) {
        tail = tail.subarray(-marker.length);
        return void to.write(chunk);
      }
      from.off('data', pass);
      to.destroy();
      act(from);
    };
    from.on('data', pass);
    from.once('end', () => to.end());
    to.pipe(from);
  };
}

/** Stands before a clamd and spoils its streams as long as it is told to. */
export class ClamdFront {
  /** Streams that were spoiled since the mischief began. */
  spoiled = 0;
  private mischief: Mischief | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: ReturnType<typeof clamdAddress>,
  ) {
    server.on('connection', (from) => this.serve(from));
  }

  static async of(url: string): Promise<ClamdFront> {
    const server = createServer({ allowHalfOpen: true });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new ClamdFront(server, clamdAddress(url));
  }

  get url(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  begin(mischief: Mischief): void {
    this.spoiled = 0;
    this.mischief = mischief;
  }

  end(): void {
    this.mischief = undefined;
  }

  async close(): Promise<void> {
    const closed = once(this.server.close(), 'close');
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(from: Socket): void {
    this.sockets.add(from);
    from.on('error', () => undefined).on('close', () => this.sockets.delete(from));
    from.once('data', (first: Buffer) => {
      from.pause();
      const to = connect(this.target).on('error', () => from.destroy());
      from.on('close', () => to.destroy());
      to.write(first);
      const isStream = first.toString('latin1').startsWith('zINSTREAM');
      if (isStream && this.mischief) this.spoil(from, to);
      else from.pipe(to).pipe(from);
    });
  }

  private spoil(from: Socket, to: Socket): void {
    this.spoiled += 1;
    // It was paused to be told apart; a listener alone does not make it flow again.
    from.resume();
    this.mischief?.(from, to);
  }
}
