import { type Piece, styled, type Style } from '../../output/styles.js';

const styles: Record<string, Style> = {
  ...{ COMPLETED: 'green', available: 'green', SUCCESS: 'green' },
  ...{ FAILED: 'red', rejected: 'red', FAILURE: 'red' },
  ...{ COMPLETED_WITH_ERRORS: 'yellow', CANCELED: 'dim' },
};

/** A status with its reason, in the colour of its kind. */
export function statusPiece({ status, status_reason }: { status: string; status_reason?: string | null }): Piece {
  const text = status_reason ? `${status} ${status_reason}` : status;
  const style = styles[status];
  return style ? styled(style, text) : text;
}
