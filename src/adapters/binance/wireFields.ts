/** The kinds of fields that the venue's messages are made of. */
import { z } from 'zod';

// The digit counts make every accepted text a finite number, so that nothing behind the schema asks again.
const positivePattern = /^(?=[0.]*[1-9])\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?$/;
const nonNegativePattern = /^\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?$/;
const decimalPattern = /^-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?$/;

export const positiveText = z.string().regex(positivePattern, { error: 'expected a positive number as text' });
export const nonNegativeText = z
  .string()
  .regex(nonNegativePattern, { error: 'expected a number of at least 0 as text' });
export const decimalText = z.string().regex(decimalPattern, { error: 'expected a number as text' });
export const epochMs = z.int().nonnegative();
export const count = z.int().nonnegative();
export const symbol = z.string().min(1);

/** Ids are numbers, long ones text (`longIntegersAsText`). */
export const idText = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,30}$/, { error: 'expected an id' })], {
    error: 'expected an id',
  })
  .transform(String);

/** Event times were text in some events, and are numbers since. */
export const eventTimeMs = z
  .union([epochMs, z.string().regex(/^\d{1,15}$/, { error: 'expected an instant in ms' })], {
    error: 'expected an instant in ms',
  })
  .transform(Number);
