import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { clamdAddress } from '../../../src/platform/malware-scanner/clamd/clamd-options.js';

/** What is done to a stream. Every other command than INSTREAM passes unchanged. */
export type Fault = (from: Socket, to: Socket) => void;

const END_OF_STREAM = Buffer.alloc(4);

/** Reads to the end of the stream, so that nothing but the answer is wrong. */
const afterTheLastByte =
  (act: (from: Socket) => void): Fault =>
  (from) => {
    let tail = Buffer.alloc(0);
    from.on('data', (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-4);
      if (tail.equals(END_OF_STREAM)) act(from);
    });
  };

export const faults: Record<string, Fault> = {
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

/** Faults that a file with these bytes causes in a clamd that handles every other file. */
export const poison = {
  'hangs it': (marker: Buffer): Fault => failsOn(marker, (from) => from.resume()),
  'crashes it': (marker: Buffer): Fault => failsOn(marker, (from) => from.resetAndDestroy()),
};

function failsOn(marker: Buffer, act: (from: Socket) => void): Fault {
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

/** A proxy in front of a clamd that injects a fault into its streams from `begin` to `end`. */
export class ClamdProxy {
  /** Streams that got the fault since `begin`. */
  faulted = 0;
  private fault: Fault | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: ReturnType<typeof clamdAddress>,
  ) {
    server.on('connection', (from) => this.serve(from));
  }

  static async of(url: string): Promise<ClamdProxy> {
    const server = createServer({ allowHalfOpen: true });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new ClamdProxy(server, clamdAddress(url));
  }

  get url(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Connections that are kept for later scans are closed, so that the next scan opens one with the fault. */
  begin(fault: Fault): void {
    this.faulted = 0;
    this.fault = fault;
    for (const socket of this.sockets) socket.destroy();
  }

  end(): void {
    this.fault = undefined;
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
      const isStream = /^z(INSTREAM|IDSESSION)/.test(first.toString('latin1'));
      if (isStream && this.fault) this.applyFault(from, to);
      else from.pipe(to).pipe(from);
    });
  }

  private applyFault(from: Socket, to: Socket): void {
    this.faulted += 1;
    // It was paused to read the command; adding a listener does not resume it.
    from.resume();
    this.fault?.(from, to);
  }
}
