import { Logger } from '@nestjs/common';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { systemCause } from '../../shared/errors/system-errors.js';

/** Logs once that spans are lost, and once that they arrive again. */
export class WatchedExporter implements SpanExporter {
  private isFailing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly logger: Pick<Logger, 'log' | 'warn'> = new Logger('Tracing'),
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      this.note(result);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  private note({ code, error }: ExportResult): void {
    const fails = code === ExportResultCode.FAILED;
    if (fails === this.isFailing) return;
    this.isFailing = fails;
    if (fails) this.logger.warn(`Traces are lost: the collector ${reasonOf(error)}. Requests are not affected.`);
    else this.logger.log('Traces arrive at the collector again');
  }
}

/** Without the text of the other side, which may repeat headers. */
function reasonOf(error: unknown): string {
  const found = systemCause(error, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  if (found) return `cannot be reached: ${found.what} (${found.code}). ${found.remedy}`;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'number' ? `answers ${code}` : 'does not answer in time. Look whether it runs';
}
