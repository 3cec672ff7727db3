import { Injectable } from '@nestjs/common';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { type Actor, mayUse } from '../../../shared/actor.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { ScanQueueRepository } from '../admission/scan-queue.repository.js';
import { type TimelineRow, UploadsRepository } from '../records/uploads.repository.js';

export const waits = ['bytes', 'scanner', 'scanner_away', 'scan', 'retry'] as const;

export interface Waiting {
  waitingFor?: (typeof waits)[number];
  /** How many uploads are taken before this one. */
  queuePosition?: number;
  /** When it is tried again. */
  retryAt?: Date;
}

/** What admission found in the bytes. */
export interface ScanReport {
  verdict: string;
  /** The signature, or why they could not be scanned. */
  cause: string | null;
  detectedType: string | null;
  scannerVersion: string | null;
}

export interface Timeline extends Waiting {
  items: TimelineRow[];
  /** For administrators: whoever sends files need not know what looked at them. */
  scan?: ScanReport;
}

const PATIENCE_MS = 1_000;

/** What happened to an upload, and where it is stuck while nothing happens. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly uploads: UploadsRepository,
    private readonly queue: ScanQueueRepository,
    private readonly scanner: MalwareScanner,
  ) {}

  async of(actor: Actor, id: string): Promise<Timeline> {
    const upload = await this.uploads.find(actor, id);
    if (!upload) throw UploadErrors.notFound();
    const items = await this.uploads.timeline(actor, id);
    const scan = mayUse(actor, 'admin') ? reportOf(upload) : undefined;
    return { items, scan, ...(await this.waiting(upload)) };
  }

  private async waiting(upload: Upload): Promise<Waiting> {
    if (upload.status === 'PENDING' || upload.status === 'UPLOADING') return { waitingFor: 'bytes' };
    if (upload.status !== 'SCANNING') return {};
    const place = await this.queue.placeOf(upload);
    if (!place) return {};
    const queuePosition = place.ahead ?? undefined;
    if (await this.isScannerAway()) return { waitingFor: 'scanner_away', queuePosition };
    if (place.isRunning) return { waitingFor: 'scan' };
    if (place.heldUntil) return { waitingFor: 'retry', retryAt: place.heldUntil };
    return { waitingFor: 'scanner', queuePosition };
  }

  /** Known to who scans; an api on its own asks. */
  private async isScannerAway(): Promise<boolean> {
    if (this.scanner.whyAway() !== undefined) return true;
    return this.scanner.ping(AbortSignal.timeout(PATIENCE_MS)).then(
      () => false,
      () => true,
    );
  }
}

function reportOf({ verdict, verdictCause: cause, detectedType, scannerVersion }: Upload): ScanReport | undefined {
  return verdict === null ? undefined : { verdict, cause, detectedType, scannerVersion };
}
