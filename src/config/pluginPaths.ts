import { resolve } from 'node:path';
import type { Layer } from './layer.js';

/** A module named in a file is looked for beside that file, wherever the program was started. */
export const resolvePlugins = ({ assignments, problems }: Layer, folder: string): Layer => ({
  assignments: assignments.map((assignment) =>
    assignment.leaf.path === 'plugins'
      ? { ...assignment, value: (assignment.value as readonly string[]).map((path) => resolve(folder, path)) }
      : assignment,
  ),
  problems,
});
