import { Injectable } from '@nestjs/common';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { type Actor, mayUse } from '../../../shared/actor.js';
import type { PastMove } from '../domain/upload-as-of.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { type ScanPlace, ScanQueueRepository } from '../scan-queue/scan-queue.repository.js';
import { UploadAccess } from '../records/upload-access.js';
import { UploadHistory } from '../records/upload-history.repository.js';

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
  items: PastMove[];
  /** For administrators only. */
  scan?: ScanReport;
}

const PATIENCE_MS = 1_000;

/** The history of an upload, and what it waits for. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly access: UploadAccess,
    private readonly history: UploadHistory,
    private readonly queue: ScanQueueRepository,
    private readonly scanner: MalwareScanner,
  ) {}

  async of(actor: Actor, id: string): Promise<Timeline> {
    const timeline = (await this.ofEach(actor, [id])).get(id);
    if (!timeline) throw UploadErrors.notFound();
    return timeline;
  }

  /** Of many, by as many statements as of one, and one call to the scanner; missing ones are left out. */
  async ofEach(actor: Actor, ids: readonly string[]): Promise<Map<string, Timeline>> {
    const uploads = await this.access.toReadEach(actor, ids);
    const found = [...uploads.values()];
    const scanning = found.filter(({ status }) => status === 'SCANNING').map(({ id }) => id);
    const [items, places] = await Promise.all([
      this.history.timelines(actor, [...uploads.keys()]),
      this.queue.placesOf(actor.workspaceId, scanning),
    ]);
    const isAway = places.size > 0 && (await this.isScannerAway());
    const mayKnow = mayUse(actor, 'admin');
    const timelineOf = (upload: Upload): Timeline => ({
      items: items.get(upload.id) ?? [],
      scan: mayKnow ? reportOf(upload) : undefined,
      ...waitingOf(upload, places.get(upload.id), isAway),
    });
    return new Map(found.map((upload) => [upload.id, timelineOf(upload)]));
  }

  /** A worker has this state at hand; a process of role api pings the scanner. */
  private async isScannerAway(): Promise<boolean> {
    if (this.scanner.whyAway() !== undefined) return true;
    return this.scanner.ping(AbortSignal.timeout(PATIENCE_MS)).then(
      () => false,
      () => true,
    );
  }
}

function waitingOf({ status }: Upload, place: ScanPlace | undefined, isScannerAway: boolean): Waiting {
  if (status === 'PENDING' || status === 'UPLOADING') return { waitingFor: 'bytes' };
  if (!place) return {};
  const queuePosition = place.ahead ?? undefined;
  if (isScannerAway) return { waitingFor: 'scanner_away', queuePosition };
  if (place.isRunning) return { waitingFor: 'scan' };
  if (place.leaseUntil) return { waitingFor: 'retry', retryAt: place.leaseUntil };
  return { waitingFor: 'scanner', queuePosition };
}

function reportOf({ verdict, verdictCause: cause, detectedType, scannerVersion }: Upload): ScanReport | undefined {
  return verdict === null ? undefined : { verdict, cause, detectedType, scannerVersion };
}
