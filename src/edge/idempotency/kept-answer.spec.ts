import { expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Prop } from '../dto/prop.js';
import { View } from '../dto/view.js';
import { keptForm, withoutUrls } from './kept-answer.js';

const signed = 'https://store/x?X-Amz-Signature=abc';

it('leaves signed URLs and forms out', () => {
  const answer = { presigned_url: signed, fields: { 'X-Amz-Signature': 'abc' }, parts: [{ url: signed }], id: 'a' };
  expect(withoutUrls(answer)).toEqual({ presigned_url: null, fields: null, parts: [{ url: null }], id: 'a' });
});

it('keeps what clients gave as their own JSON, whatever it holds', () => {
  const own = { source: signed, 'X-Amz-Signature': 1 };
  const answer = { metadata: own, object_metadata: own, objectMetadata: own };
  expect(withoutUrls(answer)).toEqual(answer);
});

class PartView extends View {
  @Prop.text({ description: 'Its upload.' })
  uploadId: string;
}

class WholeView extends View {
  @Prop.object(() => PartView, { each: true, description: 'Its parts.' })
  parts: PartView[];

  @Prop.dateTime({ description: 'When it was created.' })
  createdAt: Date;
}

it('keeps an answer under the names that its protocol reads, at every depth', () => {
  const at = new Date();
  const parts = [Object.assign(new PartView(), { uploadId: 'upl_1' })];
  const answer = Object.assign(new WholeView(), { parts, createdAt: at });
  const of = (type: string) => keptForm({ getType: () => type } as unknown as ExecutionContext, answer);
  expect(of('graphql')).toEqual({ parts: [{ uploadId: 'upl_1' }], createdAt: at.toISOString() });
  expect(of('http')).toEqual({ parts: [{ upload_id: 'upl_1' }], created_at: at.toISOString() });
});
