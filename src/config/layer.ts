import type { ConfigLeaf } from './tree.js';

/** Where a value was given, in the three ways it is spoken of. */
interface Place {
  /** In `origins`: `file my.yaml:7`. */
  readonly origin: string;
  /** In an error's details: `my.yaml:7`. */
  readonly where: string;
  /** At the head of a sentence: "`scan.minScore` at my.yaml:7". */
  readonly subject: string;
  /** Of a list in a file: `where` of each of its items. */
  readonly items?: readonly string[] | undefined;
}

/** One setting given by the user. */
export interface Assignment {
  readonly leaf: ConfigLeaf;
  readonly value: unknown;
  readonly place: Place;
}

/** Something the user must put right. `message` is a sentence without its full stop. */
export interface Problem {
  readonly message: string;
  readonly place: string;
  readonly found?: string;
  readonly expected?: string;
}

/** What one source says. */
export interface Layer {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly Problem[];
}

export const refused = (problem: Problem): Layer => ({ assignments: [], problems: [problem] });

/** Layers on top of each other, the lowest first: of two assignments to one setting the later wins. */
export const stack = (layers: readonly Layer[]): Layer => ({
  assignments: layers.flatMap((layer) => layer.assignments),
  problems: layers.flatMap((layer) => layer.problems),
});
