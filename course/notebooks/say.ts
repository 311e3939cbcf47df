/** Takes one line for whoever watches. */
export type Say = (line: string) => void;
