import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { StreamGarbage } from '../../../platform/memory/stream-garbage.js';
import type { Actor } from '../../../shared/actor.js';
import type { IncomingBody } from '../../../shared/incoming-body.js';
import { graceSeconds, UploadErrors } from '../../uploads/index.js';
import { tierLimits } from '../../workspaces/index.js';
import type { FormDigest } from './form-digest.js';
import { SenderPace } from './sender-pace.js';
import { takeChunks } from '../../../platform/streams/take-chunks.js';
import { digestEnd, MAX_BYTES_BESIDE_FILE, UploadForm } from './upload-form.js';

/** Opens the forms of callers, within the limits of their tier and the pace that a sender must keep. */
@Injectable()
export class FormReader {
  constructor(private readonly config: Config) {}

  open({ tier }: Actor, body: IncomingBody): UploadForm {
    const { maxFileBytes } = tierLimits[tier];
    const { length = Infinity } = body;
    if (length !== Infinity && length - MAX_BYTES_BESIDE_FILE > maxFileBytes)
      throw UploadErrors.tooLarge(length, maxFileBytes, `the tier ${tier}`);
    const patienceMs = this.config.get('FILES_UPLOAD_IDLE_SECONDS') * 1000;
    const bytesPerSecond = this.config.get('BODY_MIN_BYTES_PER_SECOND');
    const totalMs = graceSeconds(Math.min(length, maxFileBytes + MAX_BYTES_BESIDE_FILE)) * 1000;
    return new UploadForm(body, new SenderPace({ patienceMs, bytesPerSecond, totalMs }));
  }

  /** Reads a form to its end and keeps nothing of it. */
  async read(actor: Actor, body: IncomingBody, digest: FormDigest): Promise<void> {
    const form = this.open(actor, body);
    const garbage = new StreamGarbage();
    try {
      const file = await form.file;
      await takeChunks(file.content, (chunk) => {
        digest.update(chunk);
        garbage.count(chunk);
        return undefined;
      });
      await form.end;
      digestEnd(digest, form, file);
    } catch (error) {
      throw form.failWith(error);
    }
  }
}
