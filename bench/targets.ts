import type { Request } from 'autocannon';
import type { Child } from './processes/child.js';
import type { Stage } from './stage/stage.js';

/** One line of the report: what is asked, of whom, by how many at once. */
export interface Target {
  name: string;
  server: Child;
  concurrency: number;
  requests: Request[];
  /** The line its ratios are taken of. */
  floor: string;
  /** The same work over REST, where this is not REST. */
  rest?: string;
}

const asked = {
  filename: 'report.pdf',
  content_type: 'application/pdf',
  file_size_bytes: 48213,
  metadata: { campaign: 'spring', batch: 7 },
};

const mutation = `mutation Create($input: CreateUploadInput!) {
  createUpload(input: $input) {
    id uploadId filename contentType bucketId status createdAt presignedUrlExpiration expiresAt serverTime s3Key
    fileSizeBytes presignedUrl method headers { name value } metadata guarantees
  }
}`;

const post = (path: string, key: string, body: object): Request => ({
  method: 'POST',
  path,
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The APIs that are measured, each with every tenant's request. */
function apis({ airlock, floor, tenants }: Stage) {
  const rest = tenants.map(({ key }) => post('/v1/buckets/documents/uploads', key, asked));
  const { filename, content_type: contentType, file_size_bytes: fileSizeBytes, metadata } = asked;
  const input = { bucketId: 'documents', filename, contentType, fileSizeBytes, metadata };
  const graphql = tenants.map(({ key }) => post('/graphql', key, { query: mutation, variables: { input } }));
  const least = tenants.map((_, n) => post('/', `floor-${n}`, asked));
  return [
    { api: 'floor', server: floor, requests: least },
    { api: 'rest', server: airlock, requests: rest },
    { api: 'graphql', server: airlock, requests: graphql },
  ];
}

/** Every API with one and with many concurrent clients, and with one tenant sending everything. */
export function targetsOf(stage: Stage): Target[] {
  const spread = [1, 32, 128].flatMap((concurrency) =>
    apis(stage).map(({ api, ...asked }) => {
      const rest = api === 'graphql' ? `rest ${concurrency}` : undefined;
      return { ...asked, concurrency, name: `${api} ${concurrency}`, rest };
    }),
  );
  const hot = apis(stage)
    .filter(({ api }) => api !== 'graphql')
    .map(({ api, server, requests }) => {
      return { server, requests: requests.slice(0, 1), concurrency: 32, name: `${api} 32 hot` };
    });
  const withFloors = [...spread, ...hot].map((target) => ({ ...target, floor: target.name.replace(/^\w+/, 'floor') }));
  return [...withFloors, ...bounds(stage)];
}

/** The statement of the product behind each framework, alone: what is left when nothing of the service is. */
function bounds({ bounds: servers, tenants }: Stage): Target[] {
  const requests = tenants.map(({ key }) => post('/', key, asked));
  return [...servers].map(([framework, server]) => {
    return { server, requests, concurrency: 1, name: `bound ${framework} 1`, floor: 'floor 1' };
  });
}
