import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { ShownImage, ShownVariant } from '../../images/index.js';
import { describedVariantName } from './file.enums.js';

@ObjectType('Image', { description: 'The dimensions of a picture, as it is shown: after its EXIF orientation.' })
export class ImageView extends View {
  @Prop.integer({ description: 'Width in pixels.', example: 4032 })
  width: number;

  @Prop.integer({ description: 'Height in pixels.', example: 3024 })
  height: number;

  static from({ width, height }: { width: number; height: number }): ImageView {
    return Object.assign(new ImageView(), { width, height });
  }
}

@ObjectType('Variant', { description: 'A smaller version of a picture: a WebP in sRGB without metadata.' })
export class VariantView extends View {
  @Prop.enumeration({ ...describedVariantName, description: 'Its size.' })
  name: string;

  @Prop.text({ description: 'Where it can be read without credentials for five minutes.' })
  url: string;

  @Prop.integer({ description: 'Width in pixels.', example: 256 })
  width: number;

  @Prop.integer({ description: 'Height in pixels.', example: 192 })
  height: number;

  @Prop.byteSize({ description: 'Size in bytes.' })
  size: number;

  static from(variant: ShownVariant): VariantView {
    return Object.assign(new VariantView(), variant);
  }
}

/** The fields of a file that is a picture. */
export function imageFieldsOf({ dimensions, variants, error }: ShownImage = {}) {
  return {
    image: dimensions && ImageView.from(dimensions),
    variants: variants?.map((variant) => VariantView.from(variant)),
    imageError: error,
  };
}
