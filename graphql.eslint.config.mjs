// Lints the GraphQL schema by every rule of @graphql-eslint for schemas. A rule that is off, or has options, says why.
import graphql from '@graphql-eslint/eslint-plugin';

const schema = 'docs/generated/schema.gql';
const { configs, parser } = graphql;

/** Types without an identity of their own: values of the object that has them. */
const values = [
  ...[
    'BucketUsage',
    'ConfirmedUpload',
    'DocumentError',
    'DocumentProcessing',
    'Image',
    'NameValue',
    'ObjectBlob',
    'ItemError',
    'PageInfo',
  ],
  ...['Reservation', 'ScanReport', 'SignedPart', 'SignedParts', 'StoredPart', 'StoredParts', 'TaskError', 'Timeline'],
  ...['TimelineEntry', 'UnscannableException', 'Usage', 'Variant', 'Viewer', 'ViewerWorkspace', 'WebhookAttempt'],
  // An event that is not stored.
  'WorkspaceActivity',
];

export default [
  {
    files: [schema],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema } } },
    rules: {
      ...configs['flat/schema-recommended'].rules,
      ...configs['flat/schema-all'].rules,
      ...configs['flat/schema-relay'].rules,
      '@graphql-eslint/require-description': [
        'error',
        { types: true, rootField: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true },
      ],
      '@graphql-eslint/strict-id-in-types': [
        'error',
        { exceptions: { suffixes: ['Connection', 'Edge'], types: values } },
      ],
      // A page has its items twice: with their cursors, and alone as `nodes`. Hits of a search are no objects to look up; all other
      // items are: src/docs/graphql-schema.spec.ts.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // A search has one page, without `after`. Every other list has `first` and `after`: src/docs/graphql-schema.spec.ts.
      '@graphql-eslint/relay-arguments': 'off',
      // Names that are the same in REST, where an object has no type beside it: `upload_id`, `bucket_name`.
      '@graphql-eslint/no-typename-prefix': 'off',
      // Its order is not the one that graphql-js sorts the printed schema by.
      '@graphql-eslint/alphabetize': 'off',
      // Mutations and subscriptions are part of this API.
      '@graphql-eslint/no-root-type': 'off',
      // A mutation returns the noun that it changed, without a wrapper that would hold `query`.
      '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
      // Lookups are nullable. A list, the viewer or the answer of a mutation that is not there is an error, never a null to handle.
      '@graphql-eslint/require-nullable-result-in-root': 'off',
    },
  },
];
