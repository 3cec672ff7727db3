import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { samplerOf } from './sampler.js';
import type { Attributes, OpenSpan, SpanOptions, SpanRecorder } from './trace.js';
import type { TracingSettings } from './tracing-settings.js';
import { WatchedExporter } from './watched-exporter.js';

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} satisfies Record<NonNullable<SpanOptions['kind']>, SpanKind>;

/** Spans that wait for their export; what comes on top is dropped. */
const MOST_WAITING = 2048;

/** A recorder that exports by OTLP over HTTP, as the OTEL_ variables say. Only imported in a process that traces. */
export class OpenTelemetry implements SpanRecorder {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor(settings: TracingSettings, version: string) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const own = resourceFromAttributes({ 'service.name': settings.serviceName, 'service.version': version });
    const named = resourceFromAttributes({ 'airlock.role': settings.role });
    this.provider = new TracerProvider({
      // What OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say goes before.
      resource: defaultResource()
        .merge(own)
        .merge(named)
        .merge(detectResources({ detectors: [envDetector] })),
      sampler: samplerOf(settings.sampler, settings.samplerArgument),
      spanLimits: { attributeValueLengthLimit: 256 },
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: new WatchedExporter(new OTLPTraceExporter()),
          maxQueueSize: MOST_WAITING,
          scheduledDelayMillis: settings.exportEveryMs,
        }),
      ],
    });
    this.tracer = this.provider.getTracer('airlock', version);
  }

  begin(name: string, { kind, attributes, continues, startedAt }: SpanOptions): OpenSpan {
    const active = context.active();
    const present = trace.getSpanContext(active);
    const kept = continues === undefined ? null : parseTraceParent(continues);
    const isElsewhere = kept !== null && kept.traceId !== present?.traceId;
    const parent = isElsewhere ? trace.setSpanContext(ROOT_CONTEXT, { ...kept, isRemote: true }) : active;
    const links = isElsewhere && present ? [{ context: present }] : [];
    const options = { kind: kind && kinds[kind], attributes, links, startTime: startedAt };
    return new RecordedSpan(this.tracer.startSpan(name, options, parent));
  }

  outside<T>(work: () => T): T {
    return context.with(ROOT_CONTEXT, work);
  }

  current(): Pick<OpenSpan, 'traceId' | 'traceparent'> | undefined {
    const span = trace.getSpan(context.active());
    return span && new RecordedSpan(span);
  }

  /** Exports what waits. */
  stop(): Promise<void> {
    return this.provider.shutdown();
  }
}

class RecordedSpan implements OpenSpan {
  constructor(private readonly span: Span) {}

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  within<T>(work: () => T): T {
    return context.with(trace.setSpan(context.active(), this.span), work);
  }

  set(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  end(error?: unknown, at?: number): void {
    if (error !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR });
      this.span.setAttribute('error.type', typeOf(error));
    }
    this.span.end(at);
  }
}

/** Texts of errors may name addresses and files. */
function typeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
