import { ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { Prop } from '../../edge/dto/prop.js';
import { View } from '../../edge/dto/view.js';
import type { Readiness } from './readiness.js';

export class LivenessView extends View {
  @Prop.choice({ values: ['ok'], description: 'The process answers.' })
  status: string;
}

/** The state of one part. */
@ApiSchema({ name: 'PartHealth' })
export class PartHealthView {
  @Prop.choice({ values: ['up', 'down', 'not_configured'], description: 'Whether it answers.' })
  state: string;

  @Prop.fraction({ description: 'Milliseconds until it answered.' })
  latencyMs: number;

  @Prop.text({ optional: true, description: 'What is wrong and what to do, or a remark.' })
  detail?: string;
}

/** Each part under its own name, beside the verdict. */
export class ReadinessView extends View {
  status: string;

  parts: Record<string, unknown>;

  static from({ status, parts }: Readiness): ReadinessView {
    const shown = Object.entries(parts).map(([name, { state, latencyMs, detail }]) => [
      name,
      { state, latency_ms: latencyMs, ...(detail ? { detail } : {}) },
    ]);
    return Object.assign(new ReadinessView(), { status, parts: Object.fromEntries(shown) as Record<string, unknown> });
  }

  /** The parts stand at the top, where monitors look for them. */
  override toJSON(): Record<string, unknown> {
    return { status: this.status, ...this.parts };
  }
}

/** The JSON form of a readiness: the verdict, and each part under its own name. */
export const readinessSchema = {
  type: 'object',
  required: ['status'],
  properties: {
    status: {
      type: 'string',
      enum: ['ready', 'degraded', 'unavailable'],
      description: 'degraded: it works, but files may wait to be admitted.',
    },
  },
  additionalProperties: { $ref: getSchemaPath(PartHealthView) },
};
