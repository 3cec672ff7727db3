import { describe, expect, it } from '@jest/globals';
import { graphqlPath, graphqlText } from './graphql-words.js';
import { Prop } from './prop.js';

abstract class Named {
  @Prop.text({ description: '' }) fileHash: string;
  @Prop.text({ description: '' }) uploadId: string;
  @Prop.text({ description: '', wire: 'mimeType' }) mimeType: string;
}
void Named;

describe('texts in the words of GraphQL', () => {
  it.each([
    ['needs file_hash.', 'needs fileHash.'],
    ['`file_hash` of upload_id', '`fileHash` of uploadId'],
    ['`{upload_id}` is a placeholder', '`{upload_id}` is a placeholder'],
    ['mime_mismatch is a reason', 'mime_mismatch is a reason'],
    ['metadata.file_hash=value', 'metadata.file_hash=value'],
    ['DOCUMENT_S3_PREFIX', 'DOCUMENT_S3_PREFIX'],
  ])('%s', (given, expected) => {
    expect(graphqlText(given)).toBe(expected);
  });
});

describe('paths of fields in the words of GraphQL', () => {
  it('spell names of properties, and leave keys of the client alone', () => {
    expect(graphqlPath('uploads.0.file_hash')).toBe('uploads.0.fileHash');
    expect(graphqlPath('metadata.my_key')).toBe('metadata.my_key');
    expect(graphqlPath('mimeType')).toBe('mimeType');
    expect([graphqlPath('cursor'), graphqlPath('limit')]).toEqual(['after', 'first']);
  });
});
