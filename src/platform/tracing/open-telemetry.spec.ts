import { afterAll, describe, expect, it } from '@jest/globals';
import { OpenTelemetry } from './open-telemetry.js';
import { samplerOf } from './sampler.js';
import type { SamplerName } from './tracing-settings.js';

const settings = { serviceName: 'airlock', role: 'all', samplerArgument: 1, exportEveryMs: 60_000 };
const telemetry = new OpenTelemetry({ ...settings, sampler: 'parentbased_always_on' }, '1.0.0');
afterAll(() => telemetry.stop().catch(() => undefined));

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const client = `00-${trace}-00f067aa0ba902b7-01`;

describe('a recorded span', () => {
  it('goes on with the trace that it is given, and hands it on', () => {
    const span = telemetry.begin('x', { continues: client });
    expect(span.traceparent).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    expect(span.within(() => telemetry.current()?.traceparent)).toBe(span.traceparent);
    expect(telemetry.current()).toBeUndefined();
  });

  it('is the parent of what is awaited in it, and of nothing outside', async () => {
    const span = telemetry.begin('x', {});
    const later = await span.within(async () => {
      await new Promise(setImmediate);
      return [telemetry.current()?.traceId, telemetry.outside(() => telemetry.current())];
    });
    expect(later).toEqual([span.traceId, undefined]);
  });

  it('is not sampled where its client decided so', () => {
    expect(telemetry.begin('x', { continues: client.replace(/01$/, '00') }).traceparent).toMatch(/-00$/);
  });

  it.each([
    '',
    'garbage',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `ff-${trace}-00f067aa0ba902b7-01`,
    `${client}-x`,
  ])('begins a trace of its own where %j is no context', (continues) => {
    const { traceId } = telemetry.begin('x', { continues });
    expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(traceId).not.toBe(trace);
  });
});

describe('the sampler', () => {
  it.each<[SamplerName, number, RegExp]>([
    ['always_on', 1, /^AlwaysOn/],
    ['always_off', 1, /^AlwaysOff/],
    ['traceidratio', 0.25, /^TraceIdRatioBased\{0\.25\}/],
    ['parentbased_always_off', 1, /^ParentBased\{root=AlwaysOff/],
    ['parentbased_traceidratio', 0.5, /^ParentBased\{root=TraceIdRatioBased\{0\.5\}/],
  ])('%s is that of the specification', (name, ratio, text) => {
    expect(samplerOf(name, ratio).toString()).toMatch(text);
  });
});
