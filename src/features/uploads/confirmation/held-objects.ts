import { Injectable } from '@nestjs/common';
import { uploadOfStagingKey } from '../domain/object-key.js';
import { Collected } from './collected.js';

/** A client usually confirms within this time: then the event of the embedded store costs no look at all. */
const held = { ms: 250, most: 500 };

/** A new object of an upload, and when its event came. */
export interface HeldObject {
  workspaceId: string;
  id: string;
  since: number;
}

/** Objects that the embedded store announced a moment ago, until they are looked up together. */
@Injectable()
export class HeldObjects {
  private goOn?: (objects: HeldObject[]) => void;
  private readonly objects = new Collected<HeldObject>((objects) => this.goOn?.(objects), held);

  /** `goOn` receives those whose upload was not confirmed meanwhile. */
  start(goOn: (objects: HeldObject[]) => void): void {
    this.goOn = goOn;
  }

  stop(): void {
    this.objects.stop();
  }

  /** Keys that belong to no upload are left out. */
  hold(key: string): void {
    const upload = uploadOfStagingKey(key);
    if (upload) this.objects.add(upload.id, { ...upload, since: performance.now() });
  }

  /**
   * The upload went on to its scan: an event that came before needs nothing more. What it announced is scanned, or was replaced and
   * then the scan finds it out, or goes to the trash with the end of the upload.
   */
  confirmed(uploadId: string): void {
    this.objects.remove(uploadId);
  }
}
