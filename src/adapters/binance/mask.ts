/** Takes secrets out of a text that somebody else wrote. */
export type Mask = (text: string) => string;

/** Replaces every occurrence of these secrets with `***`. */
export const maskOf =
  (...secrets: readonly string[]): Mask =>
  (text) =>
    secrets.reduce((masked, secret) => (secret === '' ? masked : masked.replaceAll(secret, '***')), text);
