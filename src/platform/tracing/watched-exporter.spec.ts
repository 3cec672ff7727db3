import { describe, expect, it } from '@jest/globals';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { WatchedExporter } from './watched-exporter.js';

const succeeds: ExportResult = { code: ExportResultCode.SUCCESS };
const refused = Object.assign(new Error('connect to collector:4318'), { code: 'ECONNREFUSED' });
const fails = (error: Error): ExportResult => ({ code: ExportResultCode.FAILED, error });

/** What is logged while exports end like this. */
function logOf(...results: ExportResult[]): string[] {
  const said: string[] = [];
  const inner = { export: (_spans, done) => done(results.shift()!) } as SpanExporter;
  const exporter = new WatchedExporter(inner, { log: (text) => said.push(text), warn: (text) => said.push(text) });
  while (results.length) exporter.export([], () => undefined);
  return said;
}

describe('the log of exports', () => {
  it('says nothing while they succeed', () => {
    expect(logOf(succeeds, succeeds)).toEqual([]);
  });

  it('says once that they fail and once that they succeed again', () => {
    const away = expect.stringMatching(/lost.*nothing accepts connections there \(ECONNREFUSED\).*not affected/);
    const back = expect.stringContaining('again');
    expect(logOf(fails(refused), fails(refused), succeeds, succeeds, fails(refused))).toEqual([away, back, away]);
  });

  it('has the status of an answer, and nothing of its text', () => {
    const [said] = logOf(fails(Object.assign(new Error('Bearer secret'), { code: 401 })));
    expect(said).toContain('answers 401');
    expect(said).not.toContain('secret');
  });
});
