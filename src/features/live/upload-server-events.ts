import type { ServerEvent } from '../../edge/live/server-events.js';
import { type UploadChange, UploadView } from '../uploads/index.js';

/** The upload as REST shows it, with the sequence of the move. A view without a signature has no URL to show. */
export const serverEventOf = ({ sequence, event, upload }: UploadChange): ServerEvent => ({
  id: String(sequence),
  event: `upload.${event}`,
  data: { ...UploadView.from(upload).toJSON(), sequence },
});
