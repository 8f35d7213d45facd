import { modelProto, stringEntry } from './onnxFields.js';
import { readFields } from './protobuf.js';

const utf8 = new TextDecoder();

/**
 * The metadata of an ONNX file by its keys: the runtime does not tell it. Throws a `RangeError` for bytes that are no such
 * file, or only a part of one.
 */
export function readMetadata(file: Uint8Array): ReadonlyMap<string, string> {
  const fields = readFields(file);
  if (!fields.some(({ field }) => field === modelProto.graph)) throw new RangeError('there is no graph in it');
  return new Map(
    fields
      .filter(({ field }) => field === modelProto.metadataProps)
      .map(({ bytes }) => {
        const entry = readFields(bytes ?? new Uint8Array());
        const textOf = (wanted: number): string => utf8.decode(entry.find(({ field }) => field === wanted)?.bytes);
        return [textOf(stringEntry.key), textOf(stringEntry.value)];
      }),
  );
}
