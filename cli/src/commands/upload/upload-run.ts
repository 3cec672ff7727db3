import { basename } from 'node:path';
import type { Context } from '../../context.js';
import type { ExitReason } from '../../errors/exit-codes.js';
import { exitCodes } from '../../errors/exit-codes.js';
import { failureOf, showFailure } from '../../errors/report-failure.js';
import { type Bar, Bars } from '../../output/bars.js';
import { bytesText, counted } from '../../output/quantities.js';
import { styled } from '../../output/styles.js';
import { statusPiece } from '../ls/status-piece.js';
import { findSources, type Skipped } from './find-sources.js';
import { inParallel } from './in-parallel.js';
import type { Journal } from './journal.js';
import { awaitVerdict, sendFile, type Sending } from './send-file.js';
import type { Source } from './source.js';

/** What of several failures decides about the exit code: the first of these. */
const WORST: ExitReason[] = ['denied', 'unavailable', 'failed', 'missing', 'usage', 'rejected'];

/** No other file would fare better. */
const FINAL: ExitReason[] = ['denied', 'unavailable'];

/** Ends the run; the failure was told. */
class Stop extends Error {}

interface Sent {
  fileId: string;
  filename: string;
  mimeType: string;
  size: number | null;
  status: string;
}

/** One run of `airlock upload`: finds the files, sends several at a time, and tells of each. */
export class UploadRun {
  private readonly bars: Bars;
  private readonly failures = new Set<ExitReason>();
  private done = 0;
  private bytes = 0;

  constructor(
    private readonly context: Context,
    private readonly sending: Sending,
    private readonly journal: Journal,
    /** How long to wait for a verdict; nothing: not at all. */
    private readonly waitSeconds: number | undefined,
  ) {
    const { output } = context;
    this.bars = new Bars(output, () => `${counted(this.done, 'file')}, ${bytesText(this.bytes)} done`);
    if (journal.size) output.note(`Going on: ${counted(journal.size, 'file')} of an earlier run are done.`);
  }

  async upload(
    paths: readonly string[],
    { followLinks, parallel }: { followLinks: boolean; parallel: number },
  ): Promise<ExitReason> {
    const { input, signal } = this.context;
    try {
      await inParallel(findSources(paths, { input, followLinks }), parallel, (found) => this.take(found));
    } catch (error) {
      if (signal.aborted) this.context.output.note('Run the same command again to go on.');
      if (!(error instanceof Stop)) throw error;
    } finally {
      this.bars.end();
    }
    const worst = WORST.find((reason) => this.failures.has(reason));
    // What was refused will be refused again.
    if (worst === undefined || worst === 'rejected') await this.journal.end();
    return worst ?? 'done';
  }

  private async take(found: Source | Skipped): Promise<void> {
    if ('why' in found) return this.skip(found);
    const bar = this.bars.add(found.path, found.size);
    try {
      await this.send(found, bar);
    } catch (error) {
      this.context.signal.throwIfAborted();
      const reason = this.fail(found.path, error);
      if (FINAL.includes(reason)) throw new Stop();
    } finally {
      bar.remove();
    }
  }

  private async send(source: Source, bar: Bar): Promise<void> {
    const earlier = this.journal.fileIdOf(source);
    if (earlier !== undefined && (await this.finish(source, earlier, bar))) return;
    const sent = await sendFile(source, this.sending, bar);
    await this.journal.add(source, sent.fileId);
    this.tell(source, await this.verdictOn(sent, bar));
  }

  /** Whether a file that an earlier run sent is still there; its verdict may be missing. */
  private async finish(source: Source, fileId: string, bar: Bar): Promise<boolean> {
    const sent = { fileId, filename: '', mimeType: '', size: source.size ?? null, status: 'sent before' };
    try {
      this.tell(source, await this.verdictOn(sent, bar));
      return true;
    } catch (error) {
      if (failureOf(error).reason === 'missing') return false;
      throw error;
    }
  }

  private async verdictOn(sent: Sent, bar: Bar): Promise<Sent> {
    if (this.waitSeconds === undefined) return sent;
    bar.say('being checked');
    return awaitVerdict(sent.fileId, this.sending, this.waitSeconds);
  }

  private tell({ path }: Source, { fileId, filename, mimeType, size, status }: Sent): void {
    this.done += 1;
    this.bytes += size ?? 0;
    const value = { path, file_id: fileId, ...(filename && { filename, mime_type: mimeType }), size, status };
    const shown = path === '-' ? filename : path;
    const columns = [`${fileId}  `, statusPiece({ status }), `  ${bytesText(size).padStart(8)}  ${shown}`];
    this.context.output.result(value, columns);
  }

  private fail(path: string, error: unknown): ExitReason {
    const { output } = this.context;
    const failure = failureOf(error);
    this.failures.add(failure.reason);
    const { code, message, field, requestId, statusReason } = failure;
    const said = { code, message, field, status_reason: statusReason, request_id: requestId };
    if (output.json) output.result({ path, error: { ...said, exit_code: exitCodes[failure.reason].code } });
    else showFailure({ ...failure, message: ofPath(path, message) }, output);
    return failure.reason;
  }

  private skip({ path, why, isFailure }: Skipped): void {
    const { output } = this.context;
    if (isFailure) this.failures.add('failed');
    if (output.json) return output.result({ path, skipped: why });
    if (isFailure) output.warn(styled('red', 'error:'), ` ${path} ${why}. Check the name and your rights.`);
    else output.note(`Left out: ${path} ${why}.`);
  }
}

/** A sentence that begins with the name of the file begins with its path. */
function ofPath(path: string, message: string): string {
  const name = `${basename(path)} `;
  return message.startsWith(name) ? `${path} ${message.slice(name.length)}` : `${path}: ${message}`;
}
