import type { Training } from '../../core/training/trainModel.js';

/** What `train --report` writes. */
export interface TrainingReport extends Omit<Training, 'model'> {
  readonly version: string;
  /** Those that were read, in this order. */
  readonly samplesFiles: readonly string[];
  /** Samples used, and those of other lists of features. */
  readonly samples: number;
  readonly otherCount: number;
  /** The last line of a file was cut short. */
  readonly isTorn: boolean;
  readonly featureHash: string;
  /** ISO 8601. */
  readonly trainedAt: string;
  /** The name of the model that was chosen. */
  readonly chosen: string;
  /** null: it was not written, for it is no better than the base rate. */
  readonly modelFile: string | null;
}
