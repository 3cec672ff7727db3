import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'docs/generated/schema.gql',
  documents: 'test/graphql-client/*.ts',
  generates: {
    'node_modules/.cache/airlock-graphql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        scalars: { ByteSize: 'number', DateTime: 'string', JSON: 'Record<string, unknown>' },
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
      },
    },
  },
};

export default config;
