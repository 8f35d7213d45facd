/** Wire types of protocol buffers. */
const varintType = 0;
const wideType = 1;
const bytesType = 2;
const narrowType = 5;

/** A field of a message, encoded. */
export type Encoded = readonly number[];

const utf8 = new TextEncoder();

/** A whole number of at least 0. */
export const intField = (field: number, value: number): Encoded => [...key(field, varintType), ...varint(value)];

export const textField = (field: number, text: string): Encoded => lengthPrefixed(field, utf8.encode(text));

/** A message inside a message. */
export const messageField = (field: number, ...parts: readonly Encoded[]): Encoded =>
  lengthPrefixed(field, parts.flat());

/** Floats one behind the other, as `raw_data` of a tensor and packed fields have them. */
export const floatsField = (field: number, values: readonly number[]): Encoded =>
  lengthPrefixed(field, floatBytes(values));

/** Whole numbers of at least 0, packed. */
export const intsField = (field: number, values: readonly number[]): Encoded =>
  lengthPrefixed(field, values.flatMap(varint));

function lengthPrefixed(field: number, bytes: ArrayLike<number>): Encoded {
  return [...key(field, bytesType), ...varint(bytes.length), ...Array.from(bytes)];
}

const key = (field: number, type: number): Encoded => varint(field * 8 + type);

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function floatBytes(values: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, index) => bytes.setFloat32(4 * index, value, true));
  return new Uint8Array(bytes.buffer);
}

/** One field of a message that was read: its bytes when it is text or a message, else nothing. */
export interface ReadField {
  readonly field: number;
  readonly bytes: Uint8Array | undefined;
}

/** The fields of a message, in their order. Throws a `RangeError` for bytes that are no message. */
export function readFields(message: Uint8Array): readonly ReadField[] {
  const fields: ReadField[] = [];
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at];
      if (byte === undefined || factor > 2 ** 63) throw new RangeError('a number is cut short');
      at += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = readVarint();
    const field = Math.floor(tag / 8);
    const type = tag % 8;
    if (field === 0) throw new RangeError('a field has no number');
    let bytes: Uint8Array | undefined;
    if (type === varintType) readVarint();
    else if (type === wideType) at += 8;
    else if (type === narrowType) at += 4;
    else if (type === bytesType) {
      const length = readVarint();
      bytes = message.subarray(at, at + length);
      at += length;
    } else throw new RangeError(`a field is of the unknown type ${type}`);
    if (at > message.length) throw new RangeError('a field is cut short');
    fields.push({ field, bytes });
  }
  return fields;
}
