import type { Settings } from '../../config/settings.js';
import { RecordedKeysRepository, StoreAudit } from '../../features/store-admin/index.js';
import { awsDefaultChain } from '../../platform/object-store/aws-default-chain.js';
import { RefreshingCredentials } from '../../platform/object-store/refreshing-credentials.js';
import { S3ObjectStore } from '../../platform/object-store/s3/s3-object-store.js';
import { storeSettings } from '../../platform/object-store/store-settings.js';
import { Errors } from '../../shared/errors/errors.js';
import { launch } from '../launch.js';
import { logBesideOutput } from '../log-beside-output.js';
import { prepareRuntime } from '../runtime.js';
import type { StoreAuditCommand } from './store-audit-options.js';
import { exitCodeOf, renderDifference, renderTotals } from './store-audit-report.js';

const PROGRESS_MS = 500;

/** Embedded parts are started for the time of the audit: the service must not run on them meanwhile. Answers the exit code. */
export async function auditStore(command: StoreAuditCommand, given: Settings): Promise<number> {
  logBesideOutput();
  const runtime = await prepareRuntime(given, await launch(given));
  const { store, stop } = await storeOf(runtime.settings);
  try {
    return await print(new StoreAudit(new RecordedKeysRepository(runtime.database.systemUrl), store, command), command);
  } finally {
    stop();
    await runtime.stop();
  }
}

async function print(audit: StoreAudit, { json }: StoreAuditCommand): Promise<number> {
  const progress = showProgress(audit);
  try {
    for await (const difference of audit.run()) console.log(renderDifference(difference, json));
  } finally {
    clearInterval(progress);
  }
  console.log(renderTotals(audit.totals, json));
  return exitCodeOf(audit.totals);
}

async function storeOf(settings: Settings): Promise<{ store: S3ObjectStore; stop: () => void }> {
  const { location, credentials, missing } = storeSettings((name) => settings[name]);
  if (!location) throw Errors.storageNotConfigured(missing);
  const chain = new RefreshingCredentials(awsDefaultChain(location.region), missing);
  if (!credentials) await chain.start();
  const { MULTIPART_COPY_THRESHOLD_BYTES: multipartCopyThresholdBytes } = settings;
  const store = new S3ObjectStore(
    { location, multipartCopyThresholdBytes },
    credentials ? () => credentials : chain.snapshot,
  );
  const stop = () => {
    store.onApplicationShutdown();
    chain.stop();
  };
  return { store, stop };
}

/** On a terminal, beside the report and not in it. */
function showProgress({ totals }: StoreAudit): NodeJS.Timeout | undefined {
  const { stderr } = process;
  if (!stderr.isTTY) return undefined;
  return setInterval(() => stderr.write(`\r\x1b[2K${totals.present} objects compared\r`), PROGRESS_MS).unref();
}
