import { Logger } from '@nestjs/common';
import { BackgroundService } from '../../platform/background/background-service.js';
import { EventChannel, type Subscriber, type Subscription } from '../../platform/events/event-channel.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { DocumentIngestionRepository } from '../documents/index.js';
import { type Change, decodeChanges } from '../relay/index.js';
import { UploadHistory } from '../uploads/index.js';

/** Changes whose message was lost are found by a poll after this long. */
const POLL_MS = 5_000;

/** A reference to an event. Progress of documents is none. */
export type EventChange = Exclude<Change, { documentId: string }>;

/** A stream of one upload. */
export interface UploadWatcher {
  uploadId: string;
  /** The sequence of the last move that it has read. */
  known: number;
  /** There are later moves. */
  onNews(): void;
}

/** A stream of one document. */
export interface DocumentWatcher {
  documentId: string;
  /** Its changes before the file is available come with those of its upload. */
  uploadId: string;
  /** The version that it has read. */
  known: string;
  /** There may be another version. */
  onNews(): void;
}

/** A stream of all events of one workspace. */
export interface WorkspaceWatcher {
  workspaceId: string;
  onChange(change: EventChange): void;
  /** Changes may have been missed. */
  onGap(): void;
}

/** The event streams of this process. Receives the messages of every relay and notifies the streams that they concern. */
@BackgroundService({ name: 'live' })
export class LiveHub implements Subscriber, BackgroundService {
  private readonly uploads = new Map<string, Set<UploadWatcher>>();
  private readonly documents = new Map<string, Set<DocumentWatcher>>();
  private readonly documentsOfUploads = new Map<string, Set<DocumentWatcher>>();
  private readonly workspaces = new Map<string, Set<WorkspaceWatcher>>();
  private readonly warning = new OccasionalWarning(new Logger('Live'));
  private subscription?: Subscription;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly channel: EventChannel,
    private readonly history: UploadHistory,
    private readonly progress: DocumentIngestionRepository,
  ) {}

  start(): void {
    this.subscription = this.channel.subscribe(this);
    this.timer = setInterval(() => this.poll(), POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.subscription?.close();
  }

  watchUpload(watcher: UploadWatcher): () => void {
    return add(this.uploads, watcher.uploadId, watcher);
  }

  watchDocument(watcher: DocumentWatcher): () => void {
    const leave = [
      add(this.documents, watcher.documentId, watcher),
      add(this.documentsOfUploads, watcher.uploadId, watcher),
    ];
    return () => leave.forEach((one) => one());
  }

  watchWorkspace(watcher: WorkspaceWatcher): () => void {
    return add(this.workspaces, watcher.workspaceId, watcher);
  }

  onMessage(message: string): void {
    for (const change of this.decode(message)) {
      if ('documentId' in change) this.documents.get(change.documentId)?.forEach((watcher) => watcher.onNews());
      else this.workspaces.get(change.workspaceId)?.forEach((watcher) => watcher.onChange(change));
      if ('uploadId' in change) this.notify(change.uploadId, change.sequence);
    }
  }

  private decode(message: string): Change[] {
    try {
      return decodeChanges(message);
    } catch {
      return [];
    }
  }

  /** After a lost connection. Missed moves of an upload are in its timeline; missed events of a workspace are not stored. */
  onOpen(): void {
    for (const watchers of this.workspaces.values()) for (const watcher of watchers) watcher.onGap();
    this.poll();
  }

  /** One query for all streams of uploads, and one for those of documents. */
  private poll(): void {
    Promise.all([this.pollUploads(), this.pollDocuments()]).catch((error: Error) =>
      this.warning.warn(`Cannot poll for changes, trying again: ${error.message}`),
    );
  }

  private async pollUploads(): Promise<void> {
    if (this.uploads.size === 0) return;
    const sequences = await this.history.sequencesOf([...this.uploads.keys()]);
    for (const { id, sequence } of sequences) this.notify(id, sequence);
  }

  private async pollDocuments(): Promise<void> {
    if (this.documents.size === 0) return;
    const versions = await this.progress.versionsOf([...this.documents.keys()]);
    for (const [id, watchers] of this.documents)
      for (const watcher of watchers) if (watcher.known !== versions.get(id)) watcher.onNews();
  }

  private notify(uploadId: string, sequence: number): void {
    for (const watcher of this.uploads.get(uploadId) ?? []) if (watcher.known < sequence) watcher.onNews();
    for (const watcher of this.documentsOfUploads.get(uploadId) ?? []) watcher.onNews();
  }
}

function add<W>(all: Map<string, Set<W>>, topic: string, watcher: W): () => void {
  const watchers = all.get(topic) ?? new Set();
  all.set(topic, watchers.add(watcher));
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0 && all.get(topic) === watchers) all.delete(topic);
  };
}
