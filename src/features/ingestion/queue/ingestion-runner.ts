import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { backOffSeconds } from '../../../platform/background/back-off.js';
import { inOneLine } from '../../../platform/background/in-one-line.js';
import { OutagePause } from '../../../platform/background/outage-pause.js';
import { isDatabaseUnavailable } from '../../../platform/prisma/database-errors.js';
import { ExtractionError } from '../../../platform/text-extraction/extraction-error.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { DocumentIngestionRepository, documentFailures, type LeasedDocument } from '../../documents/index.js';
import { UploadTraces } from '../../uploads/index.js';
import { MOST_ATTEMPTS } from '../domain/attempts.js';
import { LeaseLostError, NotReadableError } from '../domain/ingestion.errors.js';
import { IngestionService } from '../run/ingestion.service.js';

/** Between two tries to give a document back to a database that does not answer. */
const RETRY_MS = 1_000;
/** For a file that is being moved: what moves it ends its lease. */
const MOVING_SECONDS = 5;

/** Claims one document, renews its lease while it is ingested, and gives it back when it has no outcome. */
@Injectable()
export class IngestionRunner {
  private readonly logger = new Logger('Ingestion');
  private readonly leaseSeconds: number;
  private readonly outage = new OutagePause();

  constructor(
    private readonly documents: DocumentIngestionRepository,
    private readonly ingestion: IngestionService,
    private readonly traces: UploadTraces,
    config: Config,
  ) {
    this.leaseSeconds = config.get('INGESTION_LEASE_SECONDS');
  }

  /** Ingests the next document; `false` when none is due, or during a pause after an outage. */
  async runNext(shutdown: AbortSignal): Promise<boolean> {
    if (!this.outage.isOver) return false;
    const document = await this.documents.claim(this.leaseSeconds);
    if (!document) return false;
    const lost = new AbortController();
    const heartbeat = setInterval(() => void this.renew(document, lost), (this.leaseSeconds * 1_000) / 3);
    try {
      const signal = AbortSignal.any([shutdown, lost.signal]);
      await this.traces.goOn('ingest document', { id: document.uploadId }, {}, () => this.ingest(document, signal));
      this.outage.end();
    } catch (error) {
      await this.recover(document, lost.signal.aborted ? lost.signal.reason : error, shutdown);
    } finally {
      clearInterval(heartbeat);
    }
    return true;
  }

  /** A claim counts as an attempt; only its end, or an outage, takes it back. More than these: the worker died each time. */
  private async ingest(document: LeasedDocument, signal: AbortSignal): Promise<void> {
    if (document.attempts > MOST_ATTEMPTS) await this.ingestion.fail(document, givenUp('interrupted'));
    else await this.ingestion.run(document, signal);
  }

  private async renew(document: LeasedDocument, lost: AbortController): Promise<void> {
    // A database that does not answer says nothing about the lease.
    const renewed = await this.documents.renew(document, this.leaseSeconds).catch(() => true);
    if (!renewed) lost.abort(new LeaseLostError());
  }

  private async recover(document: LeasedDocument, error: unknown, shutdown: AbortSignal): Promise<void> {
    if (error instanceof LeaseLostError) return;
    if (shutdown.aborted) return this.giveBack(document, { afterSeconds: 0, counts: false }, shutdown);
    if (error instanceof NotReadableError)
      return this.giveBack(document, { afterSeconds: MOVING_SECONDS, counts: false }, shutdown);
    if (isOutage(error)) {
      const afterSeconds = this.outage.begin();
      this.logger.warn(`${document.id} waits ${afterSeconds} s: ${inOneLine(error)}`);
      return this.giveBack(document, { afterSeconds, counts: false }, shutdown);
    }
    this.logDefect(document, error);
    await this.retryOrFail(document, shutdown);
  }

  private logDefect({ id, attempts }: LeasedDocument, error: unknown): void {
    // The process that reads documents has crashed: of this process, nothing is wrong.
    if (error instanceof ExtractionError)
      return this.logger.warn(`${id}, attempt ${attempts}: ${inOneLine(error.cause)}`);
    this.logger.error(`${id}, attempt ${attempts}: ${error instanceof Error ? error.stack : String(error)}`);
  }

  private async retryOrFail(document: LeasedDocument, shutdown: AbortSignal): Promise<void> {
    const { attempts } = document;
    if (attempts < MOST_ATTEMPTS)
      return this.giveBack(document, { afterSeconds: backOffSeconds(attempts), counts: true }, shutdown);
    // Left to its lease if this fails too: the next claim ends it.
    await this.ingestion.fail(document, givenUp('failed')).catch(() => undefined);
  }

  /** Until the database has taken it, so that an outage does not count as an attempt: meanwhile nothing could be done. */
  private async giveBack(
    document: LeasedDocument,
    terms: { afterSeconds: number; counts: boolean },
    shutdown: AbortSignal,
  ): Promise<void> {
    for (;;) {
      try {
        return await this.documents.giveBack(document, terms);
      } catch (error) {
        if (shutdown.aborted || !isDatabaseUnavailable(error))
          return this.logger.warn(`${document.id} waits until its lease runs out: ${inOneLine(error)}`);
        await pause(RETRY_MS, undefined, { signal: shutdown }).catch(() => undefined);
      }
    }
  }
}

/** The worker died each time, or an error of this program came each time: nothing is known to be wrong with the document. */
const givenUp = (code: 'interrupted' | 'failed') => ({ code, message: documentFailures[code] });

function isOutage(error: unknown): boolean {
  return isDatabaseUnavailable(error) || (error instanceof DomainError && error.kind === 'unavailable');
}
