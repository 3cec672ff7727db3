import { graphql } from 'generated/index';
import type { CreateUploadInput, StoredFileQuery, UploadStatus } from 'generated/graphql';
import { GraphqlClient } from './client';

const createDocument = graphql(`
  mutation Create($input: CreateUploadInput!) {
    createUpload(input: $input) {
      id
      uploadId
      method
      presignedUrl
      headers {
        name
        value
      }
      guarantees
    }
  }
`);

const confirmDocument = graphql(`
  mutation Confirm($input: ConfirmUploadInput!) {
    confirmUpload(input: $input) {
      status
    }
  }
`);

const changesDocument = graphql(`
  subscription Changes($id: ID!) {
    uploadChanged(id: $id) {
      status
      statusReason
    }
  }
`);

const listDocument = graphql(`
  query List($filter: UploadFilterInput) {
    uploads(first: 1, filter: $filter) {
      nodes {
        uploadId
        contentType
      }
    }
  }
`);

const fileDocument = graphql(`
  query StoredFile($id: ID!, $disposition: Disposition) {
    file(id: $id) {
      id
      status
      downloadUrl(disposition: $disposition, expiresIn: 60)
    }
  }
`);

const nodesDocument = graphql(`
  query Again($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Upload {
        status
      }
    }
  }
`);

const deleteDocument = graphql(`
  mutation Delete($input: DeleteFileInput!) {
    deleteFile(input: $input) {
      status
    }
  }
`);

/** A file from its announcement to its deletion, by types of @graphql-codegen. Answers the bytes as they were read. */
export async function walk(baseUrl: string, key: string, file: Blob): Promise<string> {
  const client = new GraphqlClient(baseUrl, key);
  try {
    return await steps(client, file);
  } finally {
    await client.close();
  }
}

async function steps(client: GraphqlClient, file: Blob): Promise<string> {
  const input: CreateUploadInput = {
    ...{ bucketId: 'assets', filename: 'a.pdf', contentType: file.type, fileSizeBytes: file.size },
    ...{ method: 'PUT', metadata: { order: '4713' } },
  };
  // @ts-expect-error -- no upload is sent this way
  void ({ ...input, method: 'STREAMED' } satisfies CreateUploadInput);
  const { createUpload: created } = await client.ask(createDocument, { input });
  const id = created.uploadId!;
  const headers = Object.fromEntries(created.headers!.map(({ name, value }) => [name, value]));
  await fetch(created.presignedUrl!, { method: created.method, headers, body: file });
  await client.ask(confirmDocument, { input: { uploadId: id } });
  await completion(client, id);
  const { uploads } = await client.ask(listDocument, { filter: { status: 'COMPLETED', metadata: { order: '4713' } } });
  if (uploads.nodes[0]?.uploadId !== id) throw new Error('the list does not have the upload');
  // @ts-expect-error -- the document does not ask for this field
  void uploads.nodes[0]?.filename;
  const { file: found } = await client.ask(fileDocument, { id, disposition: 'ATTACHMENT' });
  const text = await contentOf(found);
  if (found!.id !== id) throw new Error('the file has another id than its upload');
  await askAgain(client, [id, 'upl_0000000000000000']);
  await client.ask(deleteDocument, { input: { fileId: id } });
  const { data, errors } = await client.answer(fileDocument, { id });
  if (data?.file !== null || errors?.[0]?.extensions.code !== 'NOT_FOUND') throw new Error('the file is still there');
  return text;
}

async function completion(client: GraphqlClient, id: string): Promise<void> {
  let status: UploadStatus | undefined;
  for await (const { uploadChanged } of client.follow(changesDocument, { id })) {
    status = uploadChanged.status;
    if (status === 'FAILED') throw new Error(uploadChanged.statusReason!);
  }
  if (status !== 'COMPLETED') throw new Error(`the upload ended ${status}`);
}

/** What an operation answers has a type by the name of the operation: `File` is another type in browsers. */
async function contentOf(file: StoredFileQuery['file']): Promise<string> {
  if (file?.status !== 'AVAILABLE') throw new Error(`the file is ${file?.status}`);
  return (await fetch(file.downloadUrl!)).text();
}

async function askAgain(client: GraphqlClient, ids: string[]): Promise<void> {
  const { nodes } = await client.ask(nodesDocument, { ids });
  const types = nodes.map((node) => node?.__typename);
  if (types.join() !== 'Upload,') throw new Error(`the nodes are ${types.join()}`);
}
