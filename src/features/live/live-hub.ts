import { Logger } from '@nestjs/common';
import { BackgroundService } from '../../platform/background/background-service.js';
import { EventChannel, type Subscriber, type Subscription } from '../../platform/events/event-channel.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { type Change, decodeChanges } from '../relay/index.js';
import { UploadHistory } from '../uploads/index.js';

/** What nobody said, or nobody heard, is found by looking after this long. */
const LOOK_MS = 5_000;

/** Waits for moves of one upload. */
export interface UploadWatcher {
  uploadId: string;
  /** The last move it knows of. */
  known: number;
  ring(): void;
}

/** Waits for whatever happens in one workspace. */
export interface WorkspaceWatcher {
  workspaceId: string;
  tell(change: Change): void;
  /** Something may have been missed. */
  lose(): void;
}

/** Who waits for what in this process. Hears what the relay of any process says, and tells whom it concerns. */
@BackgroundService({ name: 'live' })
export class LiveHub implements Subscriber, BackgroundService {
  private readonly uploads = new Map<string, Set<UploadWatcher>>();
  private readonly workspaces = new Map<string, Set<WorkspaceWatcher>>();
  private readonly warning = new OccasionalWarning(new Logger('Live'));
  private subscription?: Subscription;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly channel: EventChannel,
    private readonly history: UploadHistory,
  ) {}

  start(): void {
    this.subscription = this.channel.subscribe(this);
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.subscription?.close();
  }

  watchUpload(watcher: UploadWatcher): () => void {
    return add(this.uploads, watcher.uploadId, watcher);
  }

  watchWorkspace(watcher: WorkspaceWatcher): () => void {
    return add(this.workspaces, watcher.workspaceId, watcher);
  }

  onMessage(message: string): void {
    for (const change of this.decode(message)) {
      for (const watcher of this.workspaces.get(change.workspaceId) ?? []) watcher.tell(change);
      if ('uploadId' in change) this.ring(change.uploadId, change.sequence);
    }
  }

  private decode(message: string): Change[] {
    try {
      return decodeChanges(message);
    } catch {
      return [];
    }
  }

  /** Uploads remember what happened; of a workspace nobody does. */
  onOpen(): void {
    for (const watchers of this.workspaces.values()) for (const watcher of watchers) watcher.lose();
    this.look();
  }

  /** One look for all who wait, however many they are. */
  private look(): void {
    if (this.uploads.size === 0) return;
    this.history
      .sequencesOf([...this.uploads.keys()])
      .then((sequences) => sequences.forEach(({ id, sequence }) => this.ring(id, sequence)))
      .catch((error: Error) => this.warning.tell(`Cannot look for changes, trying again: ${error.message}`));
  }

  private ring(uploadId: string, sequence: number): void {
    for (const watcher of this.uploads.get(uploadId) ?? []) if (watcher.known < sequence) watcher.ring();
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
