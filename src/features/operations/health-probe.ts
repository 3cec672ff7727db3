/** How an error of the system is worded for operators: "The database cannot be reached: … Correct DATABASE_URL." */
export interface PartNames {
  /** Begins a sentence. */
  noun: string;
  /** The setting that says where it is, if one is set. */
  setting?: string;
}

/**
 * One part that the product depends on. `check` rejects when the part does not answer; an error whose code ends in
 * `_NOT_CONFIGURED` means that it was never configured. A text it resolves with is shown as a remark on a part that is up.
 */
export abstract class HealthProbe {
  abstract readonly name: string;
  /** Without it this process can serve no client: `/health/ready` answers 503. */
  abstract readonly required: boolean;
  abstract readonly names: PartNames;
  abstract check(signal: AbortSignal): Promise<unknown>;
}

/** A probe made of a ping. */
export class PingProbe extends HealthProbe {
  readonly required: boolean;
  readonly names: PartNames;

  constructor(
    readonly name: string,
    private readonly ping: (signal: AbortSignal) => Promise<unknown>,
    { required = true, ...names }: PartNames & { required?: boolean } = { noun: 'The part' },
  ) {
    super();
    this.required = required;
    this.names = names;
  }

  check(signal: AbortSignal): Promise<unknown> {
    return this.ping(signal);
  }
}

/** Injection token of the list of probes. */
export const HEALTH_PROBES = Symbol('HEALTH_PROBES');
