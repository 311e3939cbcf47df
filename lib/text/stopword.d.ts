// The package has no types. This is the part that is used.
declare module 'stopword' {
  export const eng: string[];
}
