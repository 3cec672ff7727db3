import { Injectable } from '@nestjs/common';
import { Server } from '@tus/server';
import { Config } from '../../../../config/config.js';
import type { Actor } from '../../../../shared/actor.js';
import { DomainError } from '../../../../shared/errors/domain-error.js';
import { tierLimits } from '../../../workspaces/index.js';
import { uploadMethods } from '../../domain/upload-method.js';
import { isTakingParts } from '../../multipart/multipart-opener.js';
import { noLock } from './locks/upload-lock.js';
import { IncomingBytes } from './receiving/incoming-bytes.js';
import { TUS_PATH, type TusAnswer, type TusCall, webRequestOf } from './tus-call.js';
import { TusCreation } from './tus-creation.service.js';
import type { TusUpload } from './tus-upload.js';
import { TusUploads } from './tus-uploads.js';

/** How long a request that another one waits for may go on: what it has received is kept. */
const DRAIN_MS = 100;

/** Answers requests of the tus protocol. The protocol is that of @tus/server; records, rights, limits and bytes are ours. */
@Injectable()
export class TusService {
  constructor(
    private readonly uploads: TusUploads,
    private readonly creation: TusCreation,
    private readonly config: Config,
  ) {}

  /** Throws a DomainError where the request is refused by our rules; refusals of the protocol are answers. */
  async handle(actor: Actor, call: TusCall): Promise<TusAnswer> {
    refuseCoding(call);
    const { method, uploadId: id } = call;
    const upload =
      id === undefined ? this.uploads.none(actor) : await this.uploads.find(actor, id, { looks: method === 'HEAD' });
    try {
      const answer = await this.exchange(actor, call, upload);
      if (answer.status >= 400) await this.giveUpCreated(actor, call, upload);
      return answer;
    } catch (error) {
      await this.giveUpCreated(actor, call, upload);
      throw error;
    }
  }

  /** What the protocol offers, with the largest upload that this caller, or any, may send. */
  async describe(actor: Actor | undefined, call: TusCall): Promise<TusAnswer> {
    const datastore = this.uploads.none(actor ?? ({} as Actor));
    const options = { path: TUS_PATH, datastore, locker: { newLock: () => noLock }, maxSize: mostBytes(actor) };
    return answerOf(await new Server(options).handleWeb(webRequestOf(call, new ReadableStream())));
  }

  private async exchange(actor: Actor, call: TusCall, upload: TusUpload): Promise<TusAnswer> {
    const bytes = new IncomingBytes(call.request, {
      bytesPerSecond: this.config.get('BODY_MIN_BYTES_PER_SECOND'),
      patienceMs: this.config.get('BODY_PATIENCE_SECONDS') * 1_000,
    });
    const refusals: unknown[] = [];
    try {
      const server = this.serverFor(actor, call, upload, refusals);
      const answer = await answerOf(await server.handleWeb(webRequestOf(call, bytes.stream)));
      if (refusals.length) throw refusals[0];
      if (bytes.isTooSlow) throw tooSlow();
      return upload.hasRecord ? withRecord(answer, upload) : answer;
    } finally {
      bytes.stop();
    }
  }

  private serverFor(actor: Actor, call: TusCall, upload: TusUpload, refusals: unknown[]): Server {
    return new Server({
      path: TUS_PATH,
      datastore: upload,
      locker: { newLock: () => upload.lock ?? noLock },
      lockDrainTimeout: DRAIN_MS,
      // A declared size is its own limit.
      maxSize: () => (upload.hasRecord && upload.record.declaredSize === null ? upload.record.reservedBytes : 0),
      namingFunction: async (_, metadata) => {
        const record = await this.creation.create(actor, { ...sizeOf(call), metadata, header: metadataOf(call) });
        this.uploads.begin(upload, record);
        return record.id;
      },
      generateUrl: (_, { id }) => this.urlOf(id, call),
      onUploadFinish: async () => {
        await upload.complete();
        return {};
      },
      onResponseError: (_, error) => {
        if (!('status_code' in error)) refusals.push(error);
        return undefined;
      },
    });
  }

  /** Built of PUBLIC_URL alone: no header of a request can lead a client elsewhere. */
  private urlOf(id: string, { token }: TusCall): string {
    const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`;
    return `${this.config.publicUrl}${TUS_PATH}/${id}${query}`;
  }

  /** A creation that failed leaves nothing: its client has no address to go on with. */
  private async giveUpCreated(actor: Actor, { uploadId }: TusCall, upload: TusUpload): Promise<void> {
    if (uploadId !== undefined || !upload.hasRecord) return;
    await this.uploads.termination.abandon(actor, upload.record).catch(() => undefined);
  }
}

function mostBytes(actor: Actor | undefined): number {
  const tiers = actor ? [tierLimits[actor.tier]] : Object.values(tierLimits);
  const most = Math.max(...tiers.map(({ maxFileBytes }) => maxFileBytes));
  return Math.min(most, uploadMethods.TUS.maxBytes, actor?.uploadToken?.maxFileBytes ?? Infinity);
}

/** Of a length that is declared later, the record has none. */
function sizeOf({ headers }: TusCall): { size: number | undefined } {
  const length = headers['upload-length'];
  return { size: length === undefined ? undefined : Number(length) };
}

const metadataOf = ({ headers }: TusCall) => String(headers['upload-metadata'] ?? '');

/** Cross-origin headers are the service's own. */
async function answerOf(response: Response): Promise<TusAnswer> {
  const headers = [...response.headers].filter(
    ([name]) => !/^(?:access-control-|content-length|connection)/.test(name),
  );
  const { status } = response;
  if (status === 412) headers.push(['tus-version', '1.0.0']);
  return { status, headers: Object.fromEntries(headers), body: await response.text() };
}

function withRecord(answer: TusAnswer, { record }: TusUpload): TusAnswer {
  const headers: Record<string, string> = { ...answer.headers, 'x-upload-id': record.id };
  if (isTakingParts(record)) headers['upload-expires'] = record.deadlineAt.toUTCString();
  return { ...answer, headers };
}

/** The bytes are the file's: a coding would be stored with them. */
function refuseCoding({ headers }: TusCall): void {
  const coding = headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (coding !== 'identity')
    throw new DomainError('unsupported', 'UNSUPPORTED_TYPE', 'Send the bytes plain, without Content-Encoding.');
}

const tooSlow = () =>
  new DomainError(
    'timeout',
    'REQUEST_TIMEOUT',
    'The bytes arrived too slowly. Go on from the offset that HEAD answers.',
  );
