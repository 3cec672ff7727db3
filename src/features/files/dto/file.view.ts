import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { viewFor } from '../../../edge/dto/scoped-view.js';
import type { Actor } from '../../../shared/actor.js';
import { describedTypeProof, type Upload } from '../../uploads/index.js';
import type { TypeProof } from '../../../shared/media-types/type-proof.js';
import type { ShownImage } from '../../images/index.js';
import { fileStatusOf } from '../domain/file-status.js';
import { describedFileStatus, describedImageError } from './file.enums.js';
import { imageFieldsOf, ImageView, VariantView } from './image.view.js';

/** An upload in the files API: camelCase in REST and GraphQL. Its id and status are shown without the right to read. */
@ObjectType('File', { description: 'The public view of an upload, whose id it has: `node` of that id is the upload.' })
export class FileView extends viewFor('uploads:read') {
  @Field(() => ID, { description: 'Same as fileId.' })
  id: string;

  @Prop.text({ open: true, wire: 'fileId', description: 'Id of the file; the same as the upload’s id.' })
  fileId: string;

  @Prop.enumeration({ ...describedFileStatus, open: true, description: 'Whether it can be read.' })
  status: string;

  @Prop.text({ open: true, description: 'Original file name.' })
  filename: string;

  @Prop.text({ open: true, wire: 'mimeType', description: 'Declared MIME type.' })
  mimeType: string;

  @Prop.text({
    wire: 'detectedType',
    nullable: true,
    description:
      'What the bytes were proven to be, once they were inspected; application/octet-stream when they were not.',
  })
  detectedType: string | null;

  @Prop.enumeration({
    ...describedTypeProof,
    wire: 'typeProof',
    nullable: true,
    description: 'Whether the bytes prove or contradict the declared type, once they were inspected.',
  })
  typeProof: TypeProof | null;

  @Prop.byteSize({ nullable: true, description: 'Size in bytes: declared, and verified once available.' })
  size: number | null;

  @Prop.text({ open: true, description: 'Name of its bucket.' })
  bucket: string;

  @Prop.text({ nullable: true, description: 'Where it can be read with credentials, once available.' })
  url: string | null;

  @Prop.dateTime({ open: true, wire: 'createdAt', description: 'When it was created.' })
  createdAt: Date;

  @Prop.text({ wire: 'uploadedBy', description: 'The user, else the key, that created it.' })
  uploadedBy: string;

  @Prop.json({ description: 'Your own JSON.' })
  metadata: Record<string, unknown>;

  @Prop.text({ nullable: true, description: 'SHA-256 in hex of the stored bytes, once available.' })
  sha256: string | null;

  @Prop.text({ open: true, wire: 'statusReason', optional: true, description: 'Why it was rejected.' })
  statusReason?: string;

  @Prop.object(() => ImageView, { optional: true, description: 'Dimensions of a picture, once it was decoded.' })
  image?: ImageView;

  @Prop.object(() => VariantView, {
    optional: true,
    each: true,
    description: 'Smaller versions of a picture, once they were made.',
  })
  variants?: VariantView[];

  @Prop.enumeration({
    ...describedImageError,
    wire: 'imageError',
    optional: true,
    description: 'Why the variants of a picture could not be made. The file is as readable as others.',
  })
  imageError?: string;

  /** For fields that are read only where they are requested. Not shown. */
  upload: Upload;

  /** A file, without what this caller may not read. */
  static from(actor: Actor, upload: Upload, publicUrl: string, image?: ShownImage): FileView {
    const { id, filename, metadata, createdAt, detectedType, typeProof } = upload;
    const available = upload.status === 'AVAILABLE';
    const view = Object.assign(new FileView(), {
      ...{ id, filename, metadata, createdAt, detectedType, typeProof },
      fileId: id,
      status: fileStatusOf(upload.status),
      mimeType: upload.contentType,
      size: upload.size ?? upload.declaredSize,
      bucket: upload.bucketName,
      url: available ? `${publicUrl}/v1/files/${id}/content` : null,
      uploadedBy: upload.createdBy,
      sha256: upload.blob?.sha256 ?? null,
      statusReason: upload.statusReason ?? undefined,
      ...imageFieldsOf(image),
      upload,
    });
    return view.shownTo(actor);
  }
}
