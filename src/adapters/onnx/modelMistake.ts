import type { SessionFacts, TensorFacts } from './inference.js';
import { inputName, outputName } from './modelNames.js';

/**
 * Why a model cannot be used, as it goes on from "FILE cannot be used: ", or `undefined` when it can: it must take rows
 * of `featureCount` floats under the name `features`, and give one `probability` for each.
 */
export function modelMistake({ inputs, outputs }: SessionFacts, featureCount: number): string | undefined {
  const [input] = inputs;
  if (!input || inputs.length > 1 || input.name !== inputName)
    return `its input must be \`${inputName}\` alone; found ${namesOf(inputs)}`;
  if (input.type !== 'float32') return `its input must be of type float32; found ${input.type}`;
  const [rows, columns] = input.shape;
  if (input.shape.length !== 2 || typeof rows === 'number' || columns !== featureCount)
    return `its input must be of any number of rows × ${featureCount}; found ${shapeOf(input)}`;
  const output = outputs.find(({ name }) => name === outputName);
  if (!output) return `it must have an output \`${outputName}\`; found ${namesOf(outputs)}`;
  if (output.type !== 'float32') return `its output must be of type float32; found ${output.type}`;
  const isOneEach = output.shape.length === 1 || (output.shape.length === 2 && output.shape[1] === 1);
  if (!isOneEach || typeof output.shape[0] === 'number')
    return `its output must be one number for each row; found ${shapeOf(output)}`;
  return undefined;
}

const namesOf = (tensors: readonly TensorFacts[]): string =>
  tensors.length === 0 ? 'none' : tensors.map(({ name }) => `\`${name}\``).join(', ');

const shapeOf = ({ shape }: TensorFacts): string =>
  shape.length === 0 ? 'no shape' : shape.map((size) => (size === '' ? '?' : String(size))).join(' × ');
