import { beforeAll, describe, expect, it } from '@jest/globals';
import { Api } from './api.js';
import { type Ending, endings } from './endings.js';
import { EventStream } from './event-stream.js';
import { until } from './resilience/until.js';
import { Socket } from './subscriptions.js';

const CHANGED = 'subscription ($id: ID!) { uploadChanged(id: $id) { id status } }';
const ACTIVITY = 'subscription { workspaceActivity { type resourceId } }';

/** Where the requests of a test go: two API processes on the same database, and the key of the installation. */
export interface Processes {
  first: string;
  second: string;
}

const at = (url: string, { key, namespace }: Api) => new Api(url, key, namespace);

/** Changes that are made by the first process come to subscribers of the second, and to those of no other organization. */
async function expectChangesToTravel(root: Api, api: Api, second: string): Promise<void> {
  const other = root.as((await root.post('/v1/organizations', { name: 'Other' })).body.api_key);
  const [mine, theirs] = [await Socket.of(at(second, api)), await Socket.of(at(second, other))];
  const file = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 10 };
  const { body } = await api.post('/v1/buckets/assets/uploads', file);
  mine.subscribe('activity', ACTIVITY);
  theirs.subscribe('activity', ACTIVITY);
  mine.subscribe('upload', CHANGED, { id: body.upload_id });
  await mine.first('next', 1, 'upload');
  await api.delete(`/v1/uploads/${body.upload_id}`);
  const [before, after] = await mine.first('next', 2, 'upload');
  expect([before, after].map(({ payload }) => payload.data.uploadChanged.status)).toEqual(['PENDING', 'CANCELED']);
  await mine.first('complete', 1, 'upload');
  const { body: foreign } = await other.post('/v1/buckets/assets/uploads', file);
  const [first] = await theirs.first('next', 1, 'activity');
  expect(first.payload.data.workspaceActivity.resourceId).toBe(foreign.upload_id);
  const seen = mine.messages.filter(({ type, id }) => type === 'next' && id === 'activity');
  expect(seen.every(({ payload }) => payload.data.workspaceActivity.resourceId === body.upload_id)).toBe(true);
  mine.close();
  theirs.close();
}

/** Streams and sockets of a caller, at both processes, end with its rights; so do its requests. */
async function expectEnded({ caller, uploadId, end, probe, subscribes }: Ending, urls: string[]): Promise<void> {
  const callers = urls.map((url) => at(url, caller));
  const streams: EventStream[] = [];
  const sockets: Socket[] = [];
  for (const one of callers) {
    expect((await one.get(probe)).status).toBe(200);
    streams.push(await EventStream.open(one, `/v1/uploads/${uploadId}/events`));
    if (subscribes) sockets.push(await Socket.of(one));
  }
  for (const socket of sockets) socket.subscribe('a', CHANGED, { id: uploadId });
  for (const socket of sockets) await socket.first('next', 1, 'a');
  for (const stream of streams) expect(await stream.first(1)).toHaveLength(1);
  await end();
  for (const socket of sockets) {
    expect((await socket.closed).code).toBe(4403);
    // A subscription that notices it before its socket is closed ends with the refusal, not with a defect.
    const errors = socket.messages.filter(({ type }) => type === 'error').flatMap(({ payload }) => payload);
    expect(errors.filter(({ extensions }) => extensions.code === 'INTERNAL')).toEqual([]);
  }
  for (const stream of streams) await stream.all();
  for (const one of callers) await until(async () => [401, 403, 404].includes((await one.get(probe)).status));
}

/** What holds over several API processes, whatever carries the messages between them. */
export function describeSeveralProcesses(processes: () => Processes): void {
  describe('over two API processes', () => {
    let root: Api;
    let api: Api;

    beforeAll(async () => {
      root = new Api(processes().first);
      api = root.as((await root.post('/v1/organizations', { name: 'Over two processes', tier: 'pro' })).body.api_key);
    });

    it('changes that are made in one come to the subscribers of the other, and to those of no other organization', () =>
      expectChangesToTravel(root, api, processes().second));

    it.each(Object.keys(endings))('%s is refused by both, and its open connections end', async (name) => {
      const { first, second } = processes();
      await expectEnded(await endings[name]!(api, root), [first, second]);
    });
  });
}
