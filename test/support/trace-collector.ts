import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fieldsOf, hexIn, messagesIn, numberIn, textIn } from './protobuf.js';

export interface CollectedSpan {
  name: string;
  traceId: string;
  spanId: string;
  /** Empty for the root of a trace. */
  parentId: string;
  kind: number;
  attributes: Record<string, unknown>;
  /** Trace ids of linked spans. */
  links: string[];
  isError: boolean;
  /** Nanoseconds since 1970. */
  startedAt: bigint;
  endedAt: bigint;
  /** Attributes of the process. */
  resource: Record<string, unknown>;
}

/** A collector of OpenTelemetry: OTLP over HTTP, in Protocol Buffers. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  /** Everything that arrived, as it was sent. */
  readonly bodies: Buffer[] = [];
  private readonly server = http.createServer((request, response) => void this.take(request, response));

  static async start(): Promise<TraceCollector> {
    const collector = new TraceCollector();
    collector.server.listen(0, '127.0.0.1');
    await once(collector.server, 'listening');
    return collector;
  }

  /** Settings of a server that exports here, soon. */
  get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret-of-the-collector',
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
  }

  of(traceId: string): CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isRight = request.url === '/v1/traces' && request.headers.authorization === 'Bearer secret-of-the-collector';
    if (isRight) this.read(Buffer.concat(chunks));
    response.writeHead(isRight ? 200 : 400, { 'content-type': 'application/x-protobuf' }).end();
  }

  private read(body: Buffer): void {
    this.bodies.push(body);
    for (const resourceSpans of messagesIn(body, 1)) {
      const [resource] = messagesIn(resourceSpans, 1);
      const attributes = attributesIn(resource!, 1);
      for (const scope of messagesIn(resourceSpans, 2))
        for (const span of messagesIn(scope, 2)) this.spans.push({ ...spanOf(span), resource: attributes });
    }
  }
}

function spanOf(span: Buffer): Omit<CollectedSpan, 'resource'> {
  const [status] = messagesIn(span, 15);
  return {
    name: textIn(span, 5),
    traceId: hexIn(span, 1),
    spanId: hexIn(span, 2),
    parentId: hexIn(span, 4),
    kind: Number(numberIn(span, 6)),
    attributes: attributesIn(span, 9),
    links: messagesIn(span, 13).map((link) => hexIn(link, 1)),
    isError: status !== undefined && numberIn(status, 3) === 2n,
    startedAt: numberIn(span, 7),
    endedAt: numberIn(span, 8),
  };
}

function attributesIn(message: Buffer, number: number): Record<string, unknown> {
  const pairs = messagesIn(message, number).map((pair) => [textIn(pair, 1), valueOf(messagesIn(pair, 2)[0]!)] as const);
  return Object.fromEntries(pairs);
}

/** AnyValue: 1 is a text, 2 a boolean, 3 an integer. */
function valueOf(any: Buffer): unknown {
  const [field] = fieldsOf(any);
  if (!field) return undefined;
  if (field.number === 1) return (field.value as Buffer).toString();
  return field.number === 2 ? field.value === 1n : Number(field.value);
}
