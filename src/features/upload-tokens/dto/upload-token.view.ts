import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import type { UploadToken } from '../../identity/index.js';
import type { IssuedUploadToken } from '../upload-tokens.service.js';

const once = 'Holds the secret: only in the answer that created it.';

@ObjectType('UploadToken', {
  implements: () => [Node],
  description: 'A capability for a browser. Its secret is shown once, at creation.',
})
export class UploadTokenView extends View {
  @Prop.id({ wire: 'upload_token_id', description: 'Id of the token.' }) id: string;
  @Prop.text({ optional: true, description: 'The secret; only in the answer that created it.' }) uploadToken?: string;
  @Prop.text({ optional: true, description: `For Uppy’s companionEndpoint. ${once}` }) companionUrl?: string;
  @Prop.text({ optional: true, description: `For tus clients. ${once}` }) tusUrl?: string;
  @Prop.text({ optional: true, description: `For Uppy’s signRequest. ${once}` }) signUrl?: string;
  @Prop.id({ description: 'The bucket that it brings files into.' }) bucketId: string;
  @Prop.byteSize({ description: 'The largest file in bytes.' }) maxFileSize: number;
  @Prop.integer({ nullable: true, description: 'How many files it brings; null: any number.' }) maxFiles: number | null;
  @Prop.integer({ description: 'Files brought so far, and uploads under way.' }) usedFiles: number;
  @Prop.text({ each: true, description: 'MIME types it brings; empty: those of the bucket.' })
  allowedContentTypes: string[];
  @Prop.text({ nullable: true, description: 'The origin of the pages that may use it; null: any.' })
  origin: string | null;
  @Prop.text({ description: 'The user, else the key, that made it.' }) createdBy: string;
  @Prop.dateTime({ description: 'Time of creation.' }) createdAt: Date;
  @Prop.dateTime({ description: 'When it stops working.' }) expiresAt: Date;

  static from(token: UploadToken): UploadTokenView {
    const { id, bucketId, origin, maxFiles, usedFiles, createdAt, expiresAt } = token;
    return Object.assign(new UploadTokenView(), {
      ...{ id, bucketId, origin, maxFiles, usedFiles, createdAt, expiresAt },
      maxFileSize: token.maxFileBytes,
      allowedContentTypes: [...token.contentTypes],
      createdBy: token.userId ?? token.keyId,
    });
  }

  static issued({ token, secret, urls }: IssuedUploadToken): UploadTokenView {
    return Object.assign(UploadTokenView.from(token), { uploadToken: secret, ...urls });
  }
}
