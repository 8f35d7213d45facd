/** A score in whole points with its sign; a dash for none. */
export const signed = (score: number | undefined): string =>
  score === undefined ? '–' : `${score >= 0 ? '+' : ''}${score.toFixed(0)}`;
