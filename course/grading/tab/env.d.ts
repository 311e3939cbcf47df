declare module 'virtual:modules' {
  type Loaders = Readonly<Record<string, () => Promise<object>>>;
  /** The modules of the repository, by path: `lib/backend`. */
  export const MODULES: Loaders;
  /** Packages, and Node's modules without `node:`. */
  export const PACKAGES: Loaders;
}

declare module 'virtual:tests' {
  /** The tests of the exercises by name: each import runs a file anew. */
  export const TESTS: Readonly<Record<string, () => Promise<object>>>;
}
