export type PartState = 'up' | 'down' | 'not_configured';

export interface PartHealth {
  state: PartState;
  latencyMs: number;
  detail?: string;
}

export interface Readiness {
  /** `degraded`: a part does not answer without which clients can be served for a while. */
  status: 'ready' | 'degraded' | 'unavailable';
  parts: Record<string, PartHealth>;
  /** What is wrong with the parts that clients cannot be served without. */
  missing: string[];
}
