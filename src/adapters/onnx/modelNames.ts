/** What every model calls its one input, rows of features, and its one output, a probability for each. */
export const inputName = 'features';
export const outputName = 'probability';

/** Keys of the metadata of a model. */
export const metadataKeys = { featureHash: 'featureHash', trainedAt: 'trainedAt', samples: 'samples' } as const;
