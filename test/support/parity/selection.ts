import {
  type GraphQLField,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  isCompositeType,
  isListType,
  isObjectType,
} from 'graphql';
import { camelCase } from '../samples.js';
import type { Shape } from './operations.js';

type Field = GraphQLField<unknown, unknown>;

/** Fields that are the twins of other operations. */
const HAS_TWIN = new Set(['downloadUrl']);

const propertiesOf = (shape: Shape | undefined) =>
  new Map(Object.entries(shape?.properties ?? {}).map(([name, one]) => [camelCase(name), one]));

/** Everything that REST answers, and every plain field besides. A page has the items of REST as its nodes. */
export function selectionOf(field: Field, shape: Shape | undefined): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return '';
  const ofItems = isListType(getNullableType(field.type)) ? (shape?.items ?? shape?.properties?.items?.items) : shape;
  return ` { ${fieldsOf(type, ofItems).join(' ')} }`;
}

function fieldsOf(type: GraphQLNamedType, shape: Shape | undefined): string[] {
  if (!isObjectType(type)) return ['__typename'];
  if (type.name.endsWith('Connection')) {
    const items = shape?.properties?.items;
    return [`nodes${selectionOf(type.getFields().nodes!, items)}`, 'pageInfo { hasNextPage endCursor }'];
  }
  const properties = propertiesOf(shape);
  return Object.values(type.getFields()).flatMap((field) => {
    const isLeaf = !isCompositeType(getNamedType(field.type));
    const property = properties.get(field.name);
    if (isLeaf) return field.args.length || HAS_TWIN.has(field.name) ? [] : [field.name];
    return property ? [`${field.name}${selectionOf(field, property)}`] : [];
  });
}
