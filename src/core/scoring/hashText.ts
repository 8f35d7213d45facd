/**
 * FNV-1a, 64 bit, over the UTF-16 code units of `text`, as 16 hexadecimal digits. For identity, not for secrecy.
 *
 * In four limbs of 16 bits, the lowest first: a product of two 64-bit numbers is more than a number holds.
 */
export function hashText(text: string): string {
  let limb0 = 0x2325;
  let limb1 = 0x8422;
  let limb2 = 0x9ce4;
  let limb3 = 0xcbf2;
  for (let i = 0; i < text.length; i += 1) {
    limb0 ^= text.charCodeAt(i);
    // Times 2^40 + 0x1b3.
    const product0 = limb0 * 0x1b3;
    const product1 = limb1 * 0x1b3 + (product0 >>> 16);
    const product2 = limb2 * 0x1b3 + (limb0 << 8) + (product1 >>> 16);
    const product3 = limb3 * 0x1b3 + (limb1 << 8) + (product2 >>> 16);
    limb0 = product0 & 0xffff;
    limb1 = product1 & 0xffff;
    limb2 = product2 & 0xffff;
    limb3 = product3 & 0xffff;
  }
  return [limb3, limb2, limb1, limb0].map((limb) => limb.toString(16).padStart(4, '0')).join('');
}
