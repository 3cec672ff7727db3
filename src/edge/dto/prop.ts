import { applyDecorators } from '@nestjs/common';
import { Field, Float, ID, Int, type ReturnTypeFuncValue } from '@nestjs/graphql';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  IsArray,
  IsBoolean,
  IsDate,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ArrayMaxSize,
  ArrayMinSize,
  ValidateNested,
} from 'class-validator';
import { lateType } from '../openapi/late-type.js';
import { ByteSizeScalar, DateTimeScalar, JsonScalar } from '../graphql/scalars.js';
import { describedValues, enumOf, type NamedValues } from './enum-types.js';
import { MaxProperties } from './max-properties.js';
import { rememberProp, scopeOf, snakeCase, type DtoClass, type PropMeta } from './prop-registry.js';

const MAX_ID_LENGTH = 64;
const MAX_ITEMS = 1_000;
const MAX_CONDITIONS = 20;

interface PropOptions {
  /** Shown in OpenAPI and in the GraphQL schema: the meaning, the unit, the default. */
  description: string;
  /** Input: may be left out. View: left out of JSON when undefined. */
  optional?: boolean;
  /** View: present, but may be null. Input, with `optional`: null is kept and means "none". */
  nullable?: boolean;
  /** In a view that requires a scope: readable without it too. Findings about a file never are. */
  open?: boolean;
  /** REST name; default: the property in snake_case. */
  wire?: string;
  example?: unknown;
  /** A list of such values. */
  each?: boolean;
  maxItems?: number;
  minItems?: number;
}

interface Shape {
  kind: PropMeta['kind'];
  /** Resolved late: classes may refer to each other. */
  graphql: () => ReturnTypeFuncValue;
  openapi: ApiPropertyOptions;
  validators: PropertyDecorator[];
  type?: () => DtoClass;
  /** What REST says beyond the description. */
  inRest?: string;
}

/** One decorator for validation, OpenAPI, GraphQL and the JSON form of a property. */
function prop(options: PropOptions, shape: Shape): PropertyDecorator {
  const { optional = false, each = false, maxItems = MAX_ITEMS } = options;
  const decorate: PropertyDecorator = (target, key) => {
    const name = String(key);
    const wire = options.wire ?? snakeCase(name);
    const { kind, type } = shape;
    const scope = options.open ? undefined : scopeOf(target);
    const { description, nullable } = shownAs(options, scope);
    rememberProp(target, {
      name,
      wire,
      kind,
      each,
      maxItems,
      optional,
      nullable: options.nullable ?? false,
      scope,
      type,
    });
    const example = options.example === undefined ? {} : { example: options.example };
    const inRest = shape.inRest === undefined ? description : `${description} ${shape.inRest}`;
    const names = { name: wire, description: inRest };
    const api = { ...shape.openapi, ...names, required: !optional, nullable, isArray: each, ...example };
    ApiProperty(api as ApiPropertyOptions)(target, key);
    Field(() => (each ? [shape.graphql()] : shape.graphql()) as ReturnTypeFuncValue, { description, nullable })(
      target,
      key,
    );
  };
  const list = each ? [IsArray(), ArrayMaxSize(maxItems), ArrayMinSize(options.minItems ?? 0)] : [];
  return applyDecorators(
    decorate,
    ...(optional ? [IsOptional()] : []),
    ...list,
    ...shape.validators,
  ) as PropertyDecorator;
}

/** A caller without the scope of a property gets null in its place, on both protocols. */
function shownAs({ description, optional = false, nullable = optional }: PropOptions, scope: string | undefined) {
  if (scope === undefined) return { description, nullable };
  return { description: `${description} Needs \`${scope}\`.`, nullable: true };
}

const eachOf = (options: PropOptions) => ({ each: options.each ?? false });

/** The decorators, one for each kind of value. */
export const Prop = {
  text(
    options: PropOptions & { min?: number; max?: number; pattern?: RegExp; patternMessage?: string },
  ): PropertyDecorator {
    const { min = 0, max, pattern } = options;
    const validators = [IsString(eachOf(options))];
    if (max !== undefined || min > 0) validators.push(Length(min, max, eachOf(options)));
    if (pattern) validators.push(Matches(pattern, { ...eachOf(options), message: options.patternMessage }));
    const openapi = {
      type: 'string',
      minLength: min || undefined,
      maxLength: max,
      pattern: pattern?.source,
    } as ApiPropertyOptions;
    return prop(options, { kind: 'text', graphql: () => String, openapi, validators });
  },

  /** An Airlock id: text in JSON, `ID` in GraphQL. */
  id(options: PropOptions): PropertyDecorator {
    const openapi = { type: 'string' } as ApiPropertyOptions;
    const validators = [IsString(eachOf(options)), Length(1, MAX_ID_LENGTH, eachOf(options))];
    return prop(options, { kind: 'text', graphql: () => ID, openapi, validators });
  },

  /** `alsoAccepts`: values that clients may send though none of the described ones: no document lists them. */
  choice(options: PropOptions & { values: readonly string[]; alsoAccepts?: readonly string[] }): PropertyDecorator {
    const message = { message: `must be one of the following values: ${options.values.join(', ')}` };
    const accepted = [...options.values, ...(options.alsoAccepts ?? [])];
    const validators = [IsIn(accepted, { ...eachOf(options), ...(options.alsoAccepts && message) })];
    const openapi = { type: 'string', enum: [...options.values] } as ApiPropertyOptions;
    return prop(options, { kind: 'text', graphql: () => String, openapi, validators });
  },

  /** A choice that is an enum in GraphQL. In REST the description of the property lists the values. */
  enumeration({ name, meaning, values, ...options }: PropOptions & NamedValues): PropertyDecorator {
    const type = enumOf({ name, meaning, values });
    const validators = [IsIn(Object.keys(values), eachOf(options))];
    const openapi = { type: 'string', enum: Object.keys(values) } as ApiPropertyOptions;
    return prop(options, {
      kind: 'text',
      graphql: () => type,
      openapi,
      validators,
      inRest: describedValues({ values }),
    });
  },

  integer(options: PropOptions & { min?: number; max?: number }): PropertyDecorator {
    return whole(options, Int, 'int32');
  },

  /** A size in bytes. GraphQL's Int ends at 2 GiB, so sizes have their own scalar. */
  byteSize(options: PropOptions & { min?: number; max?: number }): PropertyDecorator {
    return whole({ max: Number.MAX_SAFE_INTEGER, ...options }, ByteSizeScalar, 'int64');
  },

  fraction(options: PropOptions): PropertyDecorator {
    const openapi = { type: 'number' } as ApiPropertyOptions;
    return prop(options, {
      kind: 'integer',
      graphql: () => Float,
      openapi,
      validators: [IsNumber({}, eachOf(options))],
    });
  },

  flag(options: PropOptions): PropertyDecorator {
    const openapi = { type: 'boolean' } as ApiPropertyOptions;
    return prop(options, { kind: 'flag', graphql: () => Boolean, openapi, validators: [IsBoolean(eachOf(options))] });
  },

  /** ISO 8601 in UTC with milliseconds. The pipe or the scalar converts inputs to `Date`. */
  dateTime(options: PropOptions): PropertyDecorator {
    const openapi = { type: 'string', format: 'date-time' } as ApiPropertyOptions;
    return prop(options, {
      kind: 'date',
      graphql: () => DateTimeScalar,
      openapi,
      validators: [IsDate(eachOf(options))],
    });
  },

  /** Any JSON object, stored unchanged. */
  json(options: PropOptions): PropertyDecorator {
    return free(options, [IsObject(eachOf(options))]);
  },

  /** A JSON object of the values to filter by. Each property is a condition of the query, so their number is limited. */
  conditions(options: PropOptions): PropertyDecorator {
    return free(options, [IsObject(), MaxProperties(MAX_CONDITIONS)]);
  },

  object(type: () => DtoClass, options: PropOptions): PropertyDecorator {
    const graphql = type as unknown as () => ReturnTypeFuncValue;
    const openapi = { type: lateType(type) } as ApiPropertyOptions;
    return prop(options, {
      kind: 'object',
      graphql,
      openapi,
      validators: [IsDefined(), ValidateNested(eachOf(options))],
      type,
    });
  },
};

function free(options: PropOptions, validators: PropertyDecorator[]): PropertyDecorator {
  const openapi = { type: 'object', additionalProperties: true } as ApiPropertyOptions;
  return prop(options, { kind: 'json', graphql: () => JsonScalar, openapi, validators });
}

function whole(
  options: PropOptions & { min?: number; max?: number },
  graphql: ReturnTypeFuncValue,
  format: string,
): PropertyDecorator {
  const { min, max } = options;
  const validators = [IsInt(eachOf(options))];
  if (min !== undefined) validators.push(Min(min, eachOf(options)));
  if (max !== undefined) validators.push(Max(max, eachOf(options)));
  const openapi = { type: 'integer', format, minimum: min, maximum: max } as ApiPropertyOptions;
  return prop(options, { kind: 'integer', graphql: () => graphql, openapi, validators });
}
