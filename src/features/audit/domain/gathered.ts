import type { KnownCaller, Origin } from '../../../shared/audit/origin.js';
import type { AuditAction } from '../../../shared/audit/actions.js';

/** Equal attempts within this time share their rows. */
const PERIOD_MS = 60_000;
/** Kinds of attempts in one organization that get rows of their own in a period; further ones share one. */
const MOST_IN_ORGANIZATION = 20;
/** In all organizations: a bound on memory. Further ones are not recorded; the log of requests has them. */
const MOST = 1_000;
/** Different things of one kind of attempt that are named in its row. */
const MOST_TARGETS = 10;

export interface Attempt extends KnownCaller {
  workspaceId: string | null;
  action: AuditAction;
  target: string | null;
  code: string;
  origin: Origin;
}

/** A row of attempts that were alike. */
export interface AttemptsRow extends Omit<Attempt, 'code' | 'origin'> {
  requestId: string | null;
  address: string | null;
  detail: { code: string; attempts: number; targets?: string[] };
}

interface Kind {
  first: Attempt;
  /** Since the last row. */
  attempts: number;
  targets: Set<string>;
  isWritten: boolean;
  endsAt: number;
}

/**
 * Attempts in memory, by who tried what and how it was refused. The first of a kind is due at once; those that follow within a
 * minute are due together when it is over.
 */
export class Gathered {
  private readonly kinds = new Map<string, Kind>();
  private readonly perOrganization = new Map<string, number>();

  get isEmpty(): boolean {
    return this.kinds.size === 0;
  }

  add(attempt: Attempt, now: number): void {
    const own = keyOf(attempt);
    const known = this.kinds.get(own) ?? this.begin(own, attempt, now);
    if (!known) return;
    known.attempts += 1;
    // What further kinds were aimed at has nothing in common.
    if (known.first.action !== attempt.action || attempt.target === null) return;
    if (known.targets.size < MOST_TARGETS) known.targets.add(attempt.target);
  }

  /** What is due as rows; kinds whose minute is over are forgotten. */
  take(now: number): AttemptsRow[] {
    const rows: AttemptsRow[] = [];
    for (const [key, kind] of this.kinds) {
      const isOver = now >= kind.endsAt;
      if (kind.attempts > 0 && (isOver || !kind.isWritten)) rows.push(taken(kind));
      if (isOver) this.forget(key, kind.first.organizationId);
    }
    return rows;
  }

  /** The kind, or the one that all further kinds of the organization share; nothing where memory is full. */
  private begin(own: string, attempt: Attempt, now: number): Kind | undefined {
    const { organizationId } = attempt;
    const inOrganization = this.perOrganization.get(organizationId) ?? 0;
    const isOneMore = inOrganization >= MOST_IN_ORGANIZATION;
    const key = isOneMore ? `${organizationId} and more` : own;
    const known = this.kinds.get(key);
    if (known || this.kinds.size >= MOST) return known;
    const first = isOneMore ? furtherIn(attempt) : attempt;
    const kind: Kind = { first, attempts: 0, targets: new Set(), isWritten: false, endsAt: now + PERIOD_MS };
    this.kinds.set(key, kind);
    this.perOrganization.set(organizationId, inOrganization + 1);
    return kind;
  }

  private forget(key: string, organizationId: string): void {
    this.kinds.delete(key);
    const left = this.perOrganization.get(organizationId)! - 1;
    if (left > 0) this.perOrganization.set(organizationId, left);
    else this.perOrganization.delete(organizationId);
  }
}

const keyOf = ({ organizationId, actor, action, code }: Attempt) => [organizationId, actor, action, code].join(' ');

function furtherIn({ organizationId, code, origin }: Attempt): Attempt {
  return { organizationId, actor: 'system', workspaceId: null, action: 'attempts.more', target: null, code, origin };
}

function taken(kind: Kind): AttemptsRow {
  const { code, origin, ...first } = kind.first;
  const targets = [...kind.targets];
  const row = {
    ...first,
    ...origin,
    target: targets[0] ?? null,
    detail: { code, attempts: kind.attempts, ...(targets.length > 1 ? { targets } : {}) },
  };
  kind.attempts = 0;
  kind.targets.clear();
  kind.isWritten = true;
  return row;
}
