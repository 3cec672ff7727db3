/** The pages of the REST API. */
export const DOCS_PATH = '/docs';
/** The OpenAPI document. */
export const OPENAPI_PATH = '/openapi.json';
