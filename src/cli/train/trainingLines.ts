import type { CalibrationBand } from '../../core/training/metrics.js';
import type { TrainedPart, TriedModel } from '../../core/training/trainModel.js';
import { textTable } from '../evaluate/textTable.js';
import { instantInWords } from '../evaluate/words.js';
import type { TrainingReport } from './trainingReport.js';

/** What training has come to, for a terminal. */
export function trainingLines(report: TrainingReport): readonly string[] {
  const { tried, train, validation, test, fitted, leftOut, embargoMs, judgement } = report;
  return [
    ...sampleLines(report),
    partLine('Training', train),
    partLine('Validation', validation),
    partLine('Test', test),
    `Before a part nothing is learnt for ${hours(embargoMs)}, as long as the longest sample; ${leftOut} samples are in no part.`,
    '',
    'Log loss on the validation part',
    ...triedTable(tried),
    '',
    `Chosen: ${report.chosen}, fitted again to ${fitted.count} samples before the test.`,
    `On the test part: AUC ${judgement.areaUnderCurve.toFixed(3)} (chance is 0.500), log loss ${judgement.logLoss.toFixed(4)}; the base rate of ${percent(fitted.baseRate)} for everyone has ${judgement.baseLogLoss.toFixed(4)}.`,
    '',
    'Calibration on the test part',
    ...calibrationTable(judgement.calibration),
    '',
    verdict(report),
    report.modelFile === null
      ? 'No model was written.'
      : `Written to ${report.modelFile}, for features ${report.featureHash}.`,
  ];
}

function sampleLines({ samplesFiles, samples, otherCount, isTorn, featureHash }: TrainingReport): readonly string[] {
  return [
    `${samples} samples of features ${featureHash} in ${placeOf(samplesFiles)}.`,
    ...(otherCount === 0 ? [] : [`Note: ${otherCount} samples of other features were left out.`]),
    ...(isTorn ? ['Note: the last line was cut short and was left out.'] : []),
  ];
}

const placeOf = (files: readonly string[]): string =>
  files.length === 1 ? files[0]! : `${files.length} files, ${files[0]} to ${files.at(-1)}`;

const partLine = (name: string, { count, baseRate, fromMs, toMs }: TrainedPart): string =>
  `${name}: ${count} samples from ${instantInWords(fromMs)} to ${instantInWords(toMs)} UTC, ${percent(baseRate)} ended well.`;

const triedTable = (tried: readonly TriedModel[]): readonly string[] =>
  textTable({
    titles: ['model', 'log loss'],
    rows: tried.map(({ name, logLoss }) => [name, logLoss.toFixed(4)]),
    words: 1,
  });

const calibrationTable = (bands: readonly CalibrationBand[]): readonly string[] =>
  textTable({
    titles: ['probability', 'samples', 'predicted', 'ended well'],
    rows: bands.map(({ from, to, count, predicted, observed }) => [
      `${from.toFixed(3)} … ${to.toFixed(3)}`,
      String(count),
      percent(predicted),
      percent(observed),
    ]),
    words: 1,
  });

function verdict({ judgement: { gain, gainError, isBetter } }: TrainingReport): string {
  const error = Number.isFinite(gainError) ? gainError.toFixed(4) : 'unknown';
  const figures = `its gain in log loss is ${gain.toFixed(4)}, with a standard error of ${error}`;
  if (isBetter) return `The model is better than the base rate: ${figures}.`;
  if (gain <= 0) return `The model is NO better than the base rate: ${figures}. It should not decide anything.`;
  return `The model is NOT shown to be better than the base rate: ${figures}; less than two of them may be chance.`;
}

const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;

const hours = (ms: number): string => `${(ms / 3_600_000).toFixed(1)} h`;
