import { exponential } from './exponential.js';

const quantiles = 4_096;

/** A well-mixed 32-bit number that belongs to the four given ones. */
export function hash32(a: number, b: number, c = 0, d = 0): number {
  let hash = mix((a | 0) ^ 0x9e3779b9);
  hash = mix(hash ^ (b | 0));
  hash = mix(Math.imul(hash, 5) ^ (c | 0));
  hash = mix(Math.imul(hash, 7) ^ (d | 0));
  return hash >>> 0;
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return hash ^ (hash >>> 16);
}

/** Hash of a text, for keys. */
export function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  for (const character of text) hash = mix(Math.imul(hash, 31) ^ (character.codePointAt(0) ?? 0));
  return hash >>> 0;
}

/** In [0, 1). */
export const toUnitInterval = (bits: number): number => (bits >>> 0) / 4_294_967_296;

const normalQuantiles = quantileTable();

/** Midpoint quantiles of the standard normal distribution, by integrating its density outward from zero. */
function quantileTable(): Float64Array {
  const table = new Float64Array(quantiles);
  const stepSize = 0.001;
  const inverseRoot2Pi = 0.398_942_280_401_432_7;
  let x = 0;
  let probability = 0.5;
  for (let index = quantiles / 2; index < quantiles; index += 1) {
    const wanted = (index + 0.5) / quantiles;
    while (probability < wanted) {
      const middle = x + stepSize / 2;
      probability += inverseRoot2Pi * exponential((-middle * middle) / 2) * stepSize;
      x += stepSize;
    }
    table[index] = x;
    table[quantiles - 1 - index] = -x;
  }
  return table;
}

/** Standard normal from the upper 12 bits. */
export const toGaussian = (bits: number): number => normalQuantiles[bits >>> 20] ?? 0;

/** Standard normal from the 12 bits below those: independent of `toGaussian` of the same number. */
export const toSecondGaussian = (bits: number): number => normalQuantiles[(bits >>> 8) & 0xfff] ?? 0;

/** A sequence of 32-bit numbers. */
export class RandomSequence {
  #state: number;

  constructor(key: number) {
    this.#state = key | 0;
  }

  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (bits ^ (bits >>> 15)) >>> 0;
  }
}
