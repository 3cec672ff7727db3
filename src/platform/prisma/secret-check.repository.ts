import { createHmac } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type pg from 'pg';

const DIGITS = 12;

/** A keyed digest of the secret: it says whether two secrets are the same, and nothing else about them. */
export function checkValueOf(secret: string): string {
  return createHmac('sha256', secret).update('airlock secret check').digest('hex').slice(0, DIGITS);
}

/**
 * Remembers which AIRLOCK_SECRET the database is used with, and refuses another one unless `accepted` is its check value.
 * The caller holds the migration lock, so of two processes that differ only one starts.
 */
export async function verifySecret(client: pg.Client, secret: string, accepted: string | undefined): Promise<void> {
  const digest = checkValueOf(secret);
  const { rows } = await client.query<{ digest: string }>('SELECT digest FROM secret_check');
  const known = rows[0]?.digest;
  if (known === digest) return;
  if (known !== undefined && accepted !== digest) throw new Error(changed(known, digest));
  await client.query(
    'INSERT INTO secret_check (digest) VALUES ($1) ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, since = now()',
    [digest],
  );
  if (known !== undefined)
    new Logger('Secret').warn(
      `AIRLOCK_SECRET was changed (check value ${known} before, ${digest} now), as AIRLOCK_SECRET_ACCEPTED allows.`,
    );
}

const changed = (known: string, digest: string) =>
  `AIRLOCK_SECRET is not the one that this database is used with (check value ${digest}, the database has ${known}). With another ` +
  'secret every signed id, upload token and session that was handed out becomes invalid, and webhooks are signed by ' +
  'other secrets, which their receivers do not have. Set the earlier secret (role all keeps it in DATA_DIR/secret). To go on with ' +
  `this one, set AIRLOCK_SECRET_ACCEPTED=${digest} in every process, and give receivers their new webhook secrets.`;
