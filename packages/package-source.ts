/** How a package is made of a folder of this repository. */
export interface PackageSource {
  /** The folder, with `package.json` and `README.md`. */
  folder: string;
  /** What `package.json` in the tarball has instead of that in the checkout. */
  manifest: Record<string, unknown>;
  /** Writes what the tarball contains beside these into `dist`. */
  build(dist: string): Promise<void>;
}
