import type { ServerEvent } from '../../edge/live/server-events.js';
import type { Actor } from '../../shared/actor.js';
import { type UploadChange, UploadView } from '../uploads/index.js';

/** The upload as REST shows it, with the sequence of the move. A view without a signature contains no URL. */
export const serverEventOf = (actor: Actor, { sequence, event, upload }: UploadChange): ServerEvent => ({
  id: String(sequence),
  event: `upload.${event}`,
  data: { ...UploadView.from(actor, upload).toJSON(), sequence },
});
