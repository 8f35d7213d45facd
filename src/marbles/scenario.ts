/** Where something stands, for messages. `line` counts from 1. */
export interface Place {
  readonly fileName: string;
  readonly line: number;
}

/** A named row of marbles, as drawn. Column `n` is the instant `n · tickMs`. */
export interface Diagram {
  readonly name: string;
  readonly marbles: string;
  readonly place: Place;
}

/** `symbol := expression` */
export interface Legend {
  readonly symbol: string;
  readonly expression: string;
  readonly place: Place;
}

/** `> name key=value …` */
export interface SubjectLine {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly text: string;
  readonly place: Place;
}

/** A scenario as written: nothing is looked up yet, neither the subject nor the words of the legends. */
export interface Scenario {
  readonly fileName: string;
  /** First sentence of the opening comment. */
  readonly title: string;
  /** The whole opening comment, lines joined by blanks. */
  readonly description: string;
  readonly tickMs: number;
  readonly inputs: readonly Diagram[];
  readonly subject: SubjectLine;
  readonly outputs: readonly Diagram[];
  readonly subscriptions: readonly Diagram[];
  readonly legends: ReadonlyMap<string, Legend>;
  /** Columns of the longest diagram: the scenario is observed for `columnCount · tickMs`. */
  readonly columnCount: number;
}
