import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const OPEN_LOG = new URL('./open-log.js', import.meta.url).href;
const COUNT = 5_000;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const program = (format: string, body: string) => `
  const { Logger } = await import('@nestjs/common');
  const { openLog } = await import(${JSON.stringify(OPEN_LOG)});
  const log = await openLog({ format: ${format}, level: 'info', role: 'all' });
  const logger = new Logger('Sample');
  ${body}`;

/** A process with a log that does this, its output in a pipe. */
async function run(body: string, format = 'undefined'): Promise<Ended> {
  const args = ['--input-type=module', '-e', program(format, body)];
  const options = { maxBuffer: 64 * 1024 * 1024 };
  return promisify(execFile)(process.execPath, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ended) => error,
  );
}

const eventsOf = ({ stdout }: Ended) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const many = `for (let i = 1; i <= ${COUNT}; i++) logger.log('line ' + i, { number: i });`;

describe('the log of a process whose output is no terminal', () => {
  it('is one JSON object a line: time in UTC, level, role, context, message and fields', async () => {
    const ended = await run(`logger.log('Moved', { upload_id: 'upl_1' }); logger.warn('Late'); logger.debug('no');`);
    expect(eventsOf(ended)).toEqual([
      {
        ...{ level: 'info', role: 'all', context: 'Sample', msg: 'Moved', upload_id: 'upl_1' },
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
      { level: 'warn', role: 'all', context: 'Sample', msg: 'Late', time: expect.any(String) },
    ]);
  });

  it('takes messages that are made later, in their order and with the time at which they were logged', async () => {
    const ended = await run(`
      let ms = 1_000;
      Date.now = () => ms;
      logger.log(() => ['late ' + ms + ' sk_${'a'.repeat(32)}', { number: 1 }]);
      ms = 2_000;
      logger.log('at once', { number: 2 });
      logger.debug(() => { throw new Error('made, though it is not written') });`);
    const time = (second: number) => `1970-01-01T00:00:0${second}.000Z`;
    expect(eventsOf(ended)).toEqual([
      {
        ...{ level: 'info', time: time(1), role: 'all', context: 'Sample', number: 1 },
        msg: 'late 2000 sk_[hidden]',
      },
      { level: 'info', time: time(2), role: 'all', context: 'Sample', number: 2, msg: 'at once' },
    ]);
  });

  it('has the stack of an error in a field, and what libraries print to the console as events', async () => {
    const ended = await run(`
      logger.error(new TypeError('broken'));
      logger.error('refused', 'Error: refused\\n    at here (file.js:1:2)');
      console.warn('from a %s', 'library');
      process.emitWarning('old', 'DeprecationWarning');
      await new Promise(setImmediate);`);
    const [first, second, third, fourth] = eventsOf(ended);
    expect(first).toMatchObject({
      level: 'error',
      msg: 'TypeError: broken',
      stack: expect.stringContaining('    at '),
    });
    expect(second).toMatchObject({ msg: 'refused', context: 'Sample', stack: expect.stringContaining('file.js:1:2') });
    expect(third).toMatchObject({ level: 'warn', msg: 'from a library' });
    expect(fourth).toMatchObject({ level: 'warn', msg: 'DeprecationWarning: old' });
    expect(ended.stderr).toBe('');
  });

  it.each([
    ['process.exit', 'process.exit(0)', 0],
    ['the end of its work', '', 0],
    [
      'SIGTERM',
      `process.on('SIGTERM', () => process.exit(0)); process.kill(process.pid, 'SIGTERM'); setInterval(() => 0, 9)`,
      0,
    ],
    ['an error that nothing catches', `setTimeout(() => { throw new Error('crash') })`, 1],
    ['a rejection that nothing handles', `Promise.reject(new Error('crash'))`, 1],
  ])('loses no line at %s', async (_, end, code) => {
    const ended = await run(`${many} ${end}`);
    const events = eventsOf(ended);
    expect(ended.code).toBe(code);
    expect(events.slice(0, COUNT).map(({ number }) => number)).toEqual(Array.from({ length: COUNT }, (_, i) => i + 1));
    const crash = { level: 'fatal', msg: 'Error: crash', stack: expect.any(String) };
    expect(events.slice(COUNT)).toEqual(code ? [expect.objectContaining(crash)] : []);
  });

  it('hides the secrets that it is told of and those that it recognises, in messages and stacks', async () => {
    const ended = await run(`
      log.hide(['value of a setting']);
      const text = 'value of a setting, sk_${'a'.repeat(32)}, http://s/k?X-Amz-Signature=abcdef';
      logger.warn(text);
      logger.error(new Error(text));
      console.error(text);`);
    expect(ended.stdout).not.toMatch(/value of a setting|aaaa|abcdef/);
    expect(eventsOf(ended)).toHaveLength(3);
  });
});

describe('what the start prints for people', () => {
  const say = `log.announce('\\n  The key: sk_x\\n'); logger.log('Event'); log.announce('Airlock ready on http://x:1');`;

  it('is plain text between the events, in order, when the form is not demanded', async () => {
    const lines = (await run(say)).stdout.split('\n');
    expect(lines).toEqual([
      '',
      '  The key: sk_x',
      '',
      expect.stringContaining('"Event"'),
      'Airlock ready on http://x:1',
      '',
    ]);
  });

  it('is events too when JSON is demanded: every line is one', async () => {
    expect(eventsOf(await run(say, `'json'`)).map(({ msg }) => msg)).toEqual([
      ...['The key: sk_x', 'Event', 'Airlock ready on http://x:1'],
    ]);
  });
});

describe('the text form', () => {
  const body = `logger.log('GET /v1/me 200 in 1 ms', { request_id: 'abc', bytes: 3 }); logger.error(new Error('broken'));`;

  it('has one event a line and no colours outside of a terminal', async () => {
    const { stdout } = await run(body, `'text'`);
    expect(stdout).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: \[Sample\] GET \/v1\/me 200 in 1 ms \{"request_id":"abc"\}\n/,
    );
    expect(stdout).toMatch(/ERROR: \[Sample\] Error: broken/);
    expect(stdout).not.toContain('\u001b');
  });

  it('is what a terminal gets, in colours', () => {
    // CI and other settings of the environment turn colours off or on.
    const command = ['env', '-i', 'TERM=xterm', process.execPath, '--input-type=module', '-e']
      .concat(program('undefined', body))
      .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
      .join(' ');
    const shown = execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
    expect(shown).toContain('GET /v1/me 200 in 1 ms');
    expect(shown).toContain('\u001b[');
    expect(shown).not.toContain('{"level"');
  });
});
