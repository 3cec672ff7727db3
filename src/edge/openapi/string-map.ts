import { ApiProperty } from '@nestjs/swagger';

interface StringMapOptions {
  description: string;
  nullable?: boolean;
}

/** Describes a property whose JSON form is an object of texts, where GraphQL has a list of pairs. */
export function ApiStringMap({ description, nullable = false }: StringMapOptions): PropertyDecorator {
  return ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, description, nullable });
}
