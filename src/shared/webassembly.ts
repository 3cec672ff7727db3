/** Functions, memories and tables that a module takes, by the names of module and item. */
export type Imports = Record<string, Record<string, unknown>>;

interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: Imports): Promise<object>;
  /** Compiles, and does not return before it is done. */
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Imports) => { exports: object };
  RuntimeError: new () => Error;
}

/** What is used of WebAssembly, which TypeScript declares together with the DOM only. */
export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
