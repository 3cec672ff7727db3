/** Facts about a span: ids, counts and names of this program; never texts of clients, secrets or URLs. */
export type Attributes = Record<string, string | number | boolean | undefined>;

export interface SpanOptions {
  kind?: 'server' | 'client' | 'producer' | 'consumer';
  attributes?: Attributes;
  /**
   * A `traceparent` (W3C Trace Context): the span belongs to that trace, and is linked to the present span where this is of
   * another one. Ignored where it is malformed.
   */
  continues?: string;
  /** Milliseconds since 1970, of a span that began before. */
  startedAt?: number;
}

/** A span that has begun. */
export interface OpenSpan {
  readonly traceId: string;
  /** For those who go on with this trace elsewhere. */
  readonly traceparent: string;
  /** Runs `work` so that spans it begins are children of this one. */
  within<T>(work: () => T): T;
  set(attributes: Attributes): void;
  /** `error`: why it failed. Its code or class is recorded, never its text. `at`: milliseconds since 1970, if not now. */
  end(error?: unknown, at?: number): void;
}

/** Records spans. There is one in a process that traces. */
export interface SpanRecorder {
  begin(name: string, options: SpanOptions): OpenSpan;
  /** Runs `work` outside of any span. */
  outside<T>(work: () => T): T;
  /** The span in which the caller runs. */
  current(): Pick<OpenSpan, 'traceId' | 'traceparent'> | undefined;
}

let recorder: SpanRecorder | undefined;

/** From now on spans are recorded; undefined: no longer. */
export function recordSpansIn(given: SpanRecorder | undefined): void {
  recorder = given;
}

/** Whether this process records spans. Without OTEL_EXPORTER_OTLP_ENDPOINT it does not, and everything here does nothing. */
export const isTracing = (): boolean => recorder !== undefined;

export const currentTrace = (): Pick<OpenSpan, 'traceId' | 'traceparent'> | undefined => recorder?.current();

/** A span that the caller ends. */
export const beginSpan = (name: string, options: SpanOptions = {}): OpenSpan | undefined =>
  recorder?.begin(name, options);

/** For what one request or upload sets off and what serves all: its spans must not become parts of that one. */
export const outsideSpans = <T>(work: () => T): T => (recorder ? recorder.outside(work) : work());

/** Runs `work` in a span of its own, which ends with it. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span?: OpenSpan) => T): T {
  const span = recorder?.begin(name, options);
  if (!span) return work();
  try {
    const result = span.within(() => work(span));
    if (isPromise(result)) return endWith(span, result) as T;
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** The same for a part of the work of a span; outside of any, nothing is recorded. */
export function inPart<T>(name: string, options: SpanOptions, work: (span?: OpenSpan) => T): T {
  return recorder?.current() ? inSpan(name, options, work) : work();
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

async function endWith(span: OpenSpan, result: Promise<unknown>): Promise<unknown> {
  try {
    const value = await result;
    span.end();
    return value;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
