import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import {
  type BucketConfiguration,
  configurationStates,
} from '../../../platform/object-store/probe/bucket-configuration.js';
import { type CheckResult, type StoreReport, warningOf } from '../../../platform/object-store/probe/store-report.js';
import type { Guarantee } from '../../../platform/object-store/url-signer.js';

export class StoreCheckView extends View {
  @Prop.text({ description: 'Which check.', example: 'create_only' }) name: string;
  @Prop.choice({
    values: ['enforced', 'not_enforced', 'unsupported', 'error'],
    description: 'error: nothing was proven either way.',
  })
  verdict: string;
  @Prop.text({ description: 'What was seen.' }) detail: string;
  @Prop.text({ description: 'What holds when it is enforced.' }) proves: string;
  @Prop.text({ description: 'What users live with when it is not.' }) without: string;
  @Prop.flag({ description: 'Without it files are not safe in this bucket.' }) essential: boolean;

  static from(check: CheckResult): StoreCheckView {
    return Object.assign(new StoreCheckView(), check);
  }
}

export class BucketConfigurationView extends View {
  @Prop.choice({
    values: configurationStates,
    description:
      'Whether the bucket has it; not_needed: what it is for holds without it; unknown: the store or its permissions do not tell.',
  })
  state: string;
  @Prop.json({ description: 'What to apply, as `aws s3api put-bucket-…` takes it.' }) apply: Record<string, unknown>;

  static from(configuration: BucketConfiguration): BucketConfigurationView {
    return Object.assign(new BucketConfigurationView(), configuration);
  }
}

/** Everything the probe found. Hosts and names only: no credential and no URL. */
export class StoreView extends View {
  @Prop.text({ description: 'Host that signed URLs name.' }) endpointHost: string;
  @Prop.text({ description: 'The bucket.' }) bucket: string;
  @Prop.text({ description: 'Its region.' }) region: string;
  @Prop.dateTime({ description: 'When the store was asked.' }) checkedAt: Date;
  @Prop.integer({ description: 'How long that took.' }) durationMs: number;
  @Prop.integer({ nullable: true, description: 'How far the store’s clock is ahead of ours, to half a second.' })
  clockOffsetMs: number | null;
  @Prop.text({ each: true, description: 'What uploads may ask for and get: length, type, sha256, create_only.' })
  guarantees: string[];
  @Prop.text({ nullable: true, description: 'What makes the store unsafe.' }) warning: string | null;
  @Prop.object(() => StoreCheckView, { each: true, description: 'Each check and its verdict.' })
  checks: StoreCheckView[];
  @Prop.object(() => BucketConfigurationView, { description: 'For `aws s3api put-bucket-cors`.' })
  cors: BucketConfigurationView;
  @Prop.object(() => BucketConfigurationView, {
    description: 'For `aws s3api put-bucket-lifecycle-configuration`.',
  })
  lifecycle: BucketConfigurationView;

  static from(report: StoreReport, guarantees: Guarantee[]): StoreView {
    return Object.assign(new StoreView(), report, {
      guarantees,
      warning: warningOf(report) ?? null,
      checks: report.checks.map((check) => StoreCheckView.from(check)),
      cors: BucketConfigurationView.from(report.cors),
      lifecycle: BucketConfigurationView.from(report.lifecycle),
    });
  }
}
