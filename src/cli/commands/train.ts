import { concatMap, from, lastValueFrom, toArray } from 'rxjs';
import { readSamples } from '../../adapters/files/sampleFile.js';
import { sampleFilesAt } from '../../adapters/files/samplePaths.js';
import { encodeModel, writeModelFile } from '../../adapters/onnx/index.js';
import { trainModel } from '../../core/training/trainModel.js';
import { exitCodes } from '../exit.js';
import { refuseUnwritable, writeText } from '../report/reportFile.js';
import { trainingLines } from '../train/trainingLines.js';
import type { TrainingReport } from '../train/trainingReport.js';
import { usedSamples } from '../train/usedSamples.js';
import { version } from '../version.js';

export interface TrainFlags {
  /** Files, and folders of them. */
  readonly samples: readonly string[];
  readonly out: string;
  readonly report?: string;
  readonly requireBetter?: true;
}

/**
 * Trains a model from files of samples, writes it and says what it is worth. Resolves with the exit code: 1 when it had
 * to be better than the base rate and is not; then nothing is written. Rejects with `BadInputError`.
 */
export async function train({ samples: paths, out, report: reportFile, requireBetter }: TrainFlags): Promise<number> {
  await refuseUnwritable(out, '--out');
  if (reportFile !== undefined) await refuseUnwritable(reportFile);
  const place = paths.join(', ');
  const samplesFiles = await sampleFilesAt(paths);
  const read = await lastValueFrom(from(samplesFiles).pipe(concatMap(readSamples), toArray()), { defaultValue: [] });
  const all = read.flatMap((file) => file.samples);
  const { samples, featureHash, otherCount } = usedSamples(all, place);
  const { model, ...training } = trainModel(samples, place);
  const isWritten = training.judgement.isBetter || requireBetter !== true;
  const trainedAt = new Date().toISOString();
  if (isWritten)
    await writeModelFile(out, encodeModel(model, { featureHash, trainedAt, samples: training.fitted.count }));
  const report: TrainingReport = {
    version,
    samplesFiles,
    samples: samples.length,
    otherCount,
    isTorn: read.some(({ isTorn }) => isTorn),
    featureHash,
    trainedAt,
    chosen: training.tried[0]!.name,
    modelFile: isWritten ? out : null,
    ...training,
  };
  process.stdout.write(`${trainingLines(report).join('\n')}\n`);
  if (reportFile !== undefined) await writeText(reportFile, `${JSON.stringify(report, null, 2)}\n`, '--report');
  return isWritten ? exitCodes.ok : exitCodes.failed;
}
