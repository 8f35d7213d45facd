import type { Place } from './scenario.js';

/** The scenario cannot be read or run as written. The message begins with `file:line:`. */
export class ScenarioError extends Error {
  readonly place: Place;

  constructor(place: Place, sentence: string, options?: ErrorOptions) {
    super(`${place.fileName}:${place.line}: ${sentence}`, options);
    this.name = 'ScenarioError';
    this.place = place;
  }
}

/** The scenario ran, and what came is not what is drawn. The message draws both and lists the differences in ticks. */
export class ScenarioMismatchError extends Error {
  readonly fileName: string;
  /** One sentence per difference. */
  readonly differences: readonly string[];

  constructor(fileName: string, differences: readonly string[], message: string) {
    super(message);
    this.name = 'ScenarioMismatchError';
    this.fileName = fileName;
    this.differences = differences;
  }
}
