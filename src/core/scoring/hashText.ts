const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** FNV-1a, 64 bit, over the UTF-16 code units of `text`, as 16 hexadecimal digits. For identity, not for secrecy. */
export function hashText(text: string): string {
  let hash = offsetBasis;
  for (let i = 0; i < text.length; i += 1) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * prime);
  return hash.toString(16).padStart(16, '0');
}
