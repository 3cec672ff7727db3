import type { Answer, Api, Json } from './api.js';
import { field, filePart, sendForm } from './form.js';
import { pdf } from './fixtures.js';
import { KeptAlive } from './kept-alive.js';

/** One way in which a client's own JSON comes: sends its text as the metadata of a new upload. */
export interface JsonWay {
  way: string;
  send(text: string): Promise<Answer<Json>>;
  /** The upload's id in the answer. */
  idOf(answer: Answer<Json>): string;
}

const MUTATION = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadId } }';
const declared = '"filename":"a.pdf","content_type":"application/pdf"';

/** Every way in which JSON of a client's own reaches a record. */
export function jsonWays(api: Api): JsonWay[] {
  const client = new KeptAlive(api.url, { authorization: `Bearer ${api.key}` });
  const post = (path: string, body: string) => client.send('POST', path, body);
  const ofGraphql = ({ body }: Answer<Json>): string => body.data.createUpload.uploadId;
  const input = 'bucketId:"assets",filename:"a.pdf",contentType:"application/pdf"';
  return [
    {
      way: 'a body',
      send: (text) => post('/v1/buckets/assets/uploads', `{${declared},"metadata":${text}}`),
      idOf: ({ body }) => body.upload_id,
    },
    {
      way: 'a batch',
      send: (text) => post('/v1/buckets/assets/uploads/batch', `{"uploads":[{${declared},"metadata":${text}}]}`),
      idOf: ({ body }) => body.items[0].upload_id,
    },
    {
      way: 'a presign',
      send: (text) => {
        const file = '"filename":"a.pdf","mimeType":"application/pdf","bucket":"assets","size":9';
        return post('/v1/files/presign', `{${file},"metadata":${text}}`);
      },
      idOf: ({ body }) => body.fileId,
    },
    {
      way: 'variables',
      send: (text) => {
        const variables = '"bucketId":"assets","filename":"a.pdf","contentType":"application/pdf"';
        return client.graphql(MUTATION, `{"input":{${variables},"metadata":${text}}}`);
      },
      idOf: ofGraphql,
    },
    {
      way: 'a literal',
      send: (text) => {
        const query = `mutation { createUpload(input: {${input}, metadata: ${literal(text)}}) { uploadId } }`;
        return client.graphql(query, '{}');
      },
      idOf: ofGraphql,
    },
    {
      way: 'a form',
      send: (text) => sendForm(api, [field('bucket', 'assets'), field('metadata', text), filePart(pdf('json'))]),
      idOf: ({ body }) => body.fileId,
    },
  ];
}

/** JSON as GraphQL writes it: names of members stand without quotes. */
const literal = (text: string) => text.replace(/"([A-Za-z_$][\w$]*)"\s*:/g, '$1:');
