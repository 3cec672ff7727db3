import type { Difference, StoreAuditTotals } from '../../features/store-admin/index.js';

/** Control characters of a key must not reach the terminal. */
const shown = (key: string) => key.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');

/** A line for each difference, as it is found. */
export function renderDifference(difference: Difference, json: boolean): string {
  if (json) return JSON.stringify(difference);
  const key = shown(difference.key);
  if (difference.state === 'unrecorded')
    return `UNRECORDED  ${key}\n  ${difference.size} bytes of ${difference.modifiedAt.toISOString()}`;
  const { use, uploads } = difference;
  const whose = `${uploads.join(', ')}${uploads.length === 3 ? ' …' : ''}`;
  const remedy = use === 'variant' ? 'POST /v1/files/{fileId}/variants makes it again' : 'readers get 404 of the store';
  return `MISSING     ${key}\n  ${use} of ${whose || 'no upload any more'}: ${remedy}`;
}

export function renderTotals(totals: StoreAuditTotals, json: boolean): string {
  if (json) return JSON.stringify({ summary: totals });
  const { present, missing, unrecorded, unrecordedBytes, discarded, young, foreign } = totals;
  return [
    `${present} objects are there and recorded, ${missing} missing, ${unrecorded} unrecorded (${unrecordedBytes} bytes)`,
    ...(discarded ? [`${discarded} were handed over to the trash; a worker deletes them`] : []),
    ...(young ? [`${young} are unrecorded and too young to be judged`] : []),
    ...(foreign ? [`${foreign} lie outside of every workspace and were left alone`] : []),
  ].join('\n');
}

/** 1 when the two differ. */
export const exitCodeOf = ({ missing, unrecorded }: StoreAuditTotals): number => (missing + unrecorded > 0 ? 1 : 0);
