import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { TestClamd, whyNoClamd } from '../support/clamd.js';
import { eicar, noise, pdf } from '../support/fixtures.js';
import { findPromtool, firingOn } from '../support/promtool.js';
import { until } from '../support/resilience/until.js';
import { sample } from '../support/scrape.js';
import { confirm, create, put, settled, type TestFile, upload } from '../support/walk.js';

const clean: TestFile = { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf() };
const infected: TestFile = { filename: 'notes.txt', contentType: 'text/plain', bytes: eicar() };
const MOST = 1024 * 1024;
const large = (size: number): TestFile => ({
  filename: 'large.bin',
  contentType: 'application/octet-stream',
  bytes: noise(size, `${size}`),
});
const missing = await whyNoClamd();
const prometheus = await findPromtool();

// Needs Debian's clamav-daemon, which only root may install; without it the test name says that it was skipped.
(missing ? describe.skip : describe)(missing ? `SKIPPED, clamd is not tested: ${missing}` : 'with a real clamd', () => {
  let clamd: TestClamd;
  let airlock: Airlock;
  let api: Api;
  beforeAll(async () => {
    clamd = await TestClamd.start();
    airlock = await Airlock.start({ env: { CLAMD_URL: clamd.url, CLAMD_MAX_SCAN_BYTES: String(MOST) } });
    api = new Api(airlock.url);
  });
  afterAll(async () => {
    await airlock.dispose();
    await clamd.dispose();
  });

  /** Polls until the scanner has this state; the test's own timeout is the limit. */
  async function scannerIs(state: string): Promise<Record<string, unknown>> {
    for (;;) {
      const { body } = await api.get('/health/ready');
      if (body.scanner.state === state) return body;
      await sleep(25);
    }
  }

  it('admits a clean file', async () => {
    expect(await upload(api, clean)).toMatchObject({ status: 'COMPLETED' });
  });

  it('refuses an infected one, with the signature that clamd names', async () => {
    const ended = await upload(api, infected);
    expect(ended.status).toBe('FAILED');
    expect(JSON.stringify(ended)).toContain('infected:Airlock.Test.Eicar');
  });

  it('counts what it found: the verdict of the scan, and the reason without the signature', async () => {
    const counted = (series: string) => sample(airlock.url, series);
    expect(await counted('scans_total{scanner="clamd",verdict="infected"}')).toBe(1);
    expect(await counted('scan_seconds_count{scanner="clamd",verdict="clean"}')).toBe(1);
    expect(await counted('scan_size_bytes_sum{scanner="clamd"}')).toBe(clean.bytes.length + eicar().length);
    await until(async () => (await counted('uploads_rejected_total{reason="infected"}')) === 1);
    expect(await counted('upload_events_total{event="available"}')).toBe(1);
    expect(await counted('admission_seconds_count{method="put",outcome="rejected"}')).toBe(1);
    expect(await (await fetch(`${airlock.url}/metrics`)).text()).not.toContain('Eicar');
  });

  /** What Prometheus would alert about, if the server went on like this for an hour. */
  const alerts = async () => firingOn((prometheus as { path: string }).path, await metrics());
  const metrics = async () => (await fetch(`${airlock.url}/metrics`)).text();
  // Needs promtool of Debian's prometheus: the title says why it cannot be had.
  const rules = 'path' in prometheus ? it : it.skip;

  rules(
    `raises no alert while all is well${'path' in prometheus ? '' : `, SKIPPED: ${prometheus.missing}`}`,
    async () => {
      expect(await alerts()).toEqual([]);
    },
  );

  it('keeps files waiting while clamd is down, reports it, and resumes by itself', async () => {
    await clamd.stop();
    const file = { ...clean, bytes: pdf('Another one') };
    const created = await create(api, file);
    await put(created, file.bytes);
    await confirm(api, created.upload_id);
    const why = /clamd does not answer \([a-z ]+\): start it, or correct CLAMD_URL\./;
    const away = await scannerIs('down');
    expect(away).toMatchObject({ status: 'degraded', scanner: { detail: expect.stringMatching(why) } });
    await until(() => airlock.output.some((line) => /scanner is down/.test(line) && why.test(line)));
    const upload = `/v1/uploads/${created.upload_id}`;
    expect((await api.get(upload)).body).toMatchObject({ status: 'PROCESSING' });
    expect((await api.get(`${upload}/timeline`)).body).toMatchObject({ waiting_for: 'scanner_away' });
    await until(async () => (await sample(airlock.url, 'part_up{part="scanner"}')) === 0);
    // It pauses, if its scan had begun before clamd was found to be away.
    const inState = (state: string) => sample(airlock.url, `scan_queue_files{state="${state}"}`);
    await until(async () => (await inState('waiting')) + (await inState('paused')) === 1);
    if ('path' in prometheus) expect(await alerts()).toEqual(['AirlockPartDown']);
    await clamd.start();
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
    expect(await scannerIs('up')).toMatchObject({ status: 'ready' });
    await until(async () => (await sample(airlock.url, 'part_up{part="scanner"}')) === 1);
    await until(() => airlock.output.some((line) => line.includes('scanner is up again')));
  });

  it('refuses a file above its limit before a URL is issued, on both protocols', async () => {
    const { filename, contentType } = large(1);
    const declared = { filename, content_type: contentType, file_size_bytes: MOST + 1 };
    const refused = await api.post('/v1/buckets/assets/uploads', declared);
    expect(refused).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    const { body } = await api.graphql('mutation ($i: CreateUploadInput!) { createUpload(input: $i) { id } }', {
      i: { bucketId: 'assets', filename, contentType, fileSizeBytes: MOST + 1 },
    });
    expect(body.errors[0].extensions).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(await upload(api, large(MOST))).toMatchObject({ status: 'COMPLETED' });
  });

  it('never reports a file as clean that only the bucket’s policy admits', async () => {
    const policy = [{ cause: 'too_large', policy: 'allow_flagged' }];
    await api.post('/v1/buckets', { bucket_name: 'large', unscannable_exceptions: policy });
    const file = large(MOST + 1);
    const created = await create(api, file, {}, 'large');
    await put(created, file.bytes);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({
      ...{ status: 'COMPLETED_WITH_ERRORS', status_reason: 'unscannable:too_large' },
    });
    const { body } = await api.get(`/v1/uploads/${created.upload_id}/timeline`);
    expect(body.scan).toMatchObject({ verdict: 'unscannable', cause: 'too_large' });
  });

  it('keeps a file waiting that clamd refuses midway because its limit was lowered', async () => {
    await clamd.stop();
    await clamd.start({ StreamMaxLength: '256K' });
    await scannerIs('up');
    const file = large(MOST - 1);
    const created = await create(api, file);
    await put(created, file.bytes);
    await confirm(api, created.upload_id);
    await scannerIs('down');
    expect((await api.get(`/v1/uploads/${created.upload_id}`)).body).toMatchObject({ status: 'PROCESSING' });
    expect((await api.get(`/v1/uploads/${created.upload_id}/content`)).status).toBe(409);
    await clamd.stop();
    await clamd.start();
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
  });
});
