import { Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { BackgroundJob } from '../../platform/background/background-job.js';
import { StoreProbe } from '../../platform/object-store/probe/store-probe.js';
import { proofsOf, type StoreReport, warningOf } from '../../platform/object-store/probe/store-report.js';
import { StoreCapabilities } from '../../platform/object-store/store-capabilities.js';

const HOUR_MS = 3_600_000;

/**
 * Keeps the report on the store up to date: at the start in the background, every few hours, and on demand. A probe
 * without a result is repeated soon and revokes nothing that was proven. The capabilities of the embedded store are
 * fixed: it is only probed on demand.
 */
@BackgroundJob({ name: 'store-survey', intervalMs: 5 * 60_000, batch: 1, leaseSeconds: 0 })
export class StoreSurveyService implements BackgroundJob {
  readonly isEnabled: boolean;
  private readonly logger = new Logger('ObjectStore');
  private readonly stopping = new AbortController();
  private underWay?: Promise<StoreReport>;
  private last?: StoreReport;

  constructor(
    private readonly probe: StoreProbe,
    private readonly capabilities: StoreCapabilities,
    private readonly config: Config,
  ) {
    this.isEnabled = config.get('STORE_PROBE_HOURS') > 0 && !capabilities.complete;
  }

  stop(): void {
    this.stopping.abort();
  }

  /** The last report, or a new one. Callers at the same time share one probe. */
  async report({ refresh }: { refresh: boolean }): Promise<StoreReport> {
    return !refresh && this.last ? this.last : this.look();
  }

  /** Probes the store when the last report is too old or not complete. */
  async run(): Promise<boolean> {
    const interval = this.config.get('STORE_PROBE_HOURS') * HOUR_MS;
    const isFresh = this.last && Date.now() - this.last.checkedAt.getTime() < interval;
    const isWhole = this.last?.checks.every(({ verdict }) => verdict !== 'error');
    if (!isFresh || !isWhole) await this.look();
    return false;
  }

  private look(): Promise<StoreReport> {
    this.underWay ??= this.probe
      .run({ signal: this.stopping.signal })
      .then((report) => this.learn(report))
      .finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private learn(report: StoreReport): StoreReport {
    if (this.stopping.signal.aborted) return report;
    const { list: before, warning: earlier } = this.capabilities;
    this.capabilities.learn(proofsOf(report), warningOf(report));
    const { list: now, warning } = this.capabilities;
    if (now.join() !== before.join()) this.logger.log(`The store enforces: ${now.join(', ') || 'nothing'}.`);
    if (warning && warning !== earlier) this.logger.warn(warning);
    this.last = report;
    return report;
  }
}
